import { renameSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";

/** Writes a file for its owner alone: there is all of it or nothing, also where the process is killed. */
export function replaceFile(file: string, content: string | Buffer): void {
  const next = `${file}.next`;
  writeFileSync(next, content, { mode: 0o600, flush: true });
  renameSync(next, file);
}

/** Puts a file's bytes, or a folder's names, on the disk. */
export async function syncPath(path: string): Promise<void> {
  let handle;
  try {
    handle = await open(path, "r");
    await handle.sync();
  } catch (error) {
    // Windows does not sync folders, and some file systems neither.
    if (!["EPERM", "EISDIR", "EINVAL", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await handle?.close();
  }
}
