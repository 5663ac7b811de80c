import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Run folders are named after their process: `image-pipeline-cloud-PID-RANDOM`. */
const PREFIX = "image-pipeline-cloud-";

/** Whether a process with this identifier is running. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is running, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes the folders of runs that were killed, where the file system allows it. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split("-")[0]) : NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // It belongs to another user.
    }
  }
}

/** A new temporary folder: for unpacked code and, without a data folder, for all state. */
export function makeRunDir(): string {
  removeAbandoned();
  return realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
}

/** Removes a run folder and its content. */
export function removeRunDir(runDir: string): void {
  rmSync(runDir, { recursive: true, force: true, maxRetries: 3 });
}
