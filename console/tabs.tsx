import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A panel and the tab that shows it. */
export interface Tab {
  /** Part of the address: a reload keeps the tab. */
  readonly id: string;
  readonly title: string;
  readonly render: () => ComponentChildren;
}

/** Tabs as the ARIA Authoring Practices describe them: arrow keys go from one to the next. */
export function Tabs({ tabs }: { readonly tabs: readonly Tab[] }) {
  const [hash, setHash] = useState(location.hash.slice(1));
  useEffect(() => {
    const changed = () => setHash(location.hash.slice(1));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  const at = Math.max(
    0,
    tabs.findIndex(({ id }) => id === hash),
  );
  const select = (index: number) => {
    const { id = "" } = tabs[(index + tabs.length) % tabs.length] ?? {};
    // The event of it comes later, and the next key may come before.
    setHash(id);
    location.hash = id;
    document.getElementById(`tab-${id}`)?.focus();
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === "ArrowRight") select(at + 1);
    else if (key === "ArrowLeft") select(at - 1);
    else if (key === "Home") select(0);
    else if (key === "End") select(tabs.length - 1);
  };
  const selected = tabs[at];
  if (selected === undefined) return null;
  return (
    <main>
      <div class="tabs" role="tablist" aria-label="Views" onKeyDown={onKeyDown}>
        {tabs.map(({ id, title }, index) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={index === at}
            aria-controls="panel"
            tabIndex={index === at ? 0 : -1}
            onClick={() => select(index)}
          >
            {title}
          </button>
        ))}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${selected.id}`}>
        {selected.render()}
      </div>
    </main>
  );
}
