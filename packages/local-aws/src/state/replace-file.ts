import { renameSync, writeFileSync } from "node:fs";

/** Writes a file for its owner alone: there is all of it or nothing, also where the process is killed. */
export function replaceFile(file: string, content: string | Buffer): void {
  const next = `${file}.next`;
  writeFileSync(next, content, { mode: 0o600, flush: true });
  renameSync(next, file);
}
