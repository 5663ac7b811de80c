import { useState } from "preact/hooks";

interface CopyTextProps {
  readonly text: string;
  /** Of the button. */
  readonly label: string;
}

/** A text to copy. */
export function CopyText({ text, label }: CopyTextProps) {
  const [said, setSaid] = useState("");
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setSaid("Copied."),
      () => setSaid("The browser does not let this page copy: select the text and copy it."),
    );
  return (
    <>
      <pre class="yaml" tabIndex={0}>
        {text}
      </pre>
      <p class="actions">
        <button type="button" class="button" onClick={copy}>
          {label}
        </button>
        <span role="status">{said}</span>
      </p>
    </>
  );
}
