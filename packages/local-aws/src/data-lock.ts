import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isAlive } from "./process";

/**
 * Takes a data folder for this process: two clouds on one folder would overwrite each other's state.
 *
 * @returns a function that gives it back.
 * @throws Error with code `EBUSY` if another running process has it. What a process that was killed left is taken over.
 */
export function lockData(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "cloud.pid");
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(readFileSync(file, "utf8"));
    if (owner > 0 && isAlive(owner)) {
      throw Object.assign(new Error(`the data folder ${dataDir} is in use by process ${owner}`), { code: "EBUSY" });
    }
    rmSync(file, { force: true });
  }
}
