import { useEffect, useState } from "preact/hooks";

import { filesOfDrop, filesOfInput, type NamedFile } from "./upload-files";

interface DropZoneProps {
  /** Endings of files that the stack processes; none: every file. */
  readonly suffixes: readonly string[];
  readonly onFiles: (files: readonly NamedFile[]) => void;
}

/** Takes files and folders: dropped anywhere on the page, or chosen. */
export function DropZone({ suffixes, onFiles }: DropZoneProps) {
  const isOver = useDrop(onFiles);
  const choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    onFiles(filesOfInput(input));
    // The same files may be chosen again.
    input.value = "";
  };
  const endings = [...new Set(suffixes.map((suffix) => suffix.toLowerCase()))];
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
      {endings.length > 0 && <p class="quiet">This stack processes {endings.join(", ")}.</p>}
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
