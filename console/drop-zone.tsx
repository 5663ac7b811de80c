import { useCallback, useEffect, useState } from "preact/hooks";

import type { RouteView } from "./contract";
import { keyOfFile } from "./routes";
import { filesOfDrop, filesOfInput, type KeyedFile, type NamedFile } from "./upload-files";

interface DropZoneProps {
  readonly routes: readonly RouteView[];
  readonly onFiles: (files: readonly KeyedFile[]) => void;
}

/** Takes files and folders: dropped anywhere on the page, or chosen. */
export function DropZone({ routes, onFiles }: DropZoneProps) {
  const [chosen, setChosen] = useState<string>();
  const route = routes.find(({ prefix }) => prefix === chosen) ?? routes[0];
  const prefix = route?.prefix ?? "";
  const onNamed = useCallback(
    (files: readonly NamedFile[]) =>
      onFiles(files.map(({ path, file }) => ({ key: keyOfFile(routes, prefix, path), file }))),
    [routes, prefix, onFiles],
  );
  const isOver = useDrop(onNamed);
  const choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    onNamed(filesOfInput(input));
    // The same files may be chosen again.
    input.value = "";
  };
  const endings = [...new Set(route?.suffixes.map((suffix) => suffix.toLowerCase()))];
  return (
    <section class={isOver ? "drop-zone over" : "drop-zone"} aria-label="Upload">
      <p class="drop-title">Drop photographs or a folder anywhere on this page</p>
      <p class="drop-buttons">
        <label class="button primary">
          Choose files
          <input type="file" multiple onChange={choose} accept={endings.join(",")} />
        </label>
        <label class="button">
          Choose a folder
          <input type="file" {...{ webkitdirectory: true }} onChange={choose} />
        </label>
      </p>
      {routes.length > 1 && (
        <p>
          <label>
            Upload below{" "}
            <select value={prefix} onChange={(event) => setChosen(event.currentTarget.value)}>
              {routes.map((one) => (
                <option key={one.prefix}>{one.prefix}</option>
              ))}
            </select>
          </label>
        </p>
      )}
      {endings.length > 0 && (
        <p class="quiet">
          This stack processes {endings.join(", ")}
          {routes.length > 1 && ` below ${prefix}`}.
        </p>
      )}
    </section>
  );
}

/** @returns whether files are being dragged over the page */
function useDrop(onFiles: (files: readonly NamedFile[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      setOver(false);
      void filesOfDrop(event.dataTransfer.items).then(onFiles);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, [onFiles]);
  return isOver;
}
