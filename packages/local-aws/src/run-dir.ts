import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isAlive } from "./data-dir";

/** Names of run folders say whose they are: `image-pipeline-cloud-PID-RANDOM`. */
const PREFIX = "image-pipeline-cloud-";

/** Removes the folders of runs that were killed. One that cannot be removed is left alone. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split("-")[0]) : NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // It belongs to another user: theirs to remove.
    }
  }
}

/** A new temporary folder for what this run unpacks and, without a data folder, stores. */
export function makeRunDir(): string {
  removeAbandoned();
  return realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
}

/** Removes a run folder with everything in it. */
export function removeRunDir(runDir: string): void {
  rmSync(runDir, { recursive: true, force: true, maxRetries: 3 });
}
