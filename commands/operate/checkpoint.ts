import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { CliError } from "../command-line/errors";
import { makeFolder, writeError } from "../command-line/make-folder";

/** How far a run came, kept in a file so that a later one can go on after a kill. */
export interface Checkpoint {
  /** Key after which to go on; undefined: from the beginning. */
  readonly after: string | undefined;
  /** Keeps that the run has begun: one that ends before its first page is done can be resumed too. */
  begin(): void;
  /** Keeps the key up to which everything is done. */
  reached(key: string): void;
  /** Everything is done. */
  finish(): void;
}

interface Saved {
  readonly run: Readonly<Record<string, unknown>>;
  /** Empty: nothing is done yet. */
  readonly after: string;
}

/**
 * @param run what identifies the run: it goes on only with the same
 * @param dir folder of the files; default `.local/operate` of the project
 * @throws CliError NOTHING_TO_RESUME if `resume` and there is no earlier run that was the same
 */
export function openCheckpoint(
  name: string,
  run: Readonly<Record<string, unknown>>,
  resume: boolean,
  dir = path.join(".local", "operate"),
): Checkpoint {
  const file = path.join(dir, `${name}.json`);
  const saved = resume ? readSaved(file) : undefined;
  if (resume && (saved === undefined || JSON.stringify(saved.run) !== JSON.stringify(run))) {
    const found = saved === undefined ? "there is none" : `there is one with ${JSON.stringify(saved.run)}`;
    throw new CliError("NOTHING_TO_RESUME", `expected an unfinished run with ${JSON.stringify(run)}; ${found}`);
  }
  const after = saved?.after === "" ? undefined : saved?.after;
  const keep = (key: string): void => {
    makeFolder(dir, "DATA_NOT_WRITABLE", 0o700);
    try {
      writeFileSync(`${file}.new`, JSON.stringify({ run, after: key } satisfies Saved), { mode: 0o600 });
      // Complete or not there: a kill leaves no half of a file.
      renameSync(`${file}.new`, file);
    } catch (error) {
      throw writeError(file, "DATA_NOT_WRITABLE", error);
    }
  };
  return {
    after,
    begin: () => keep(after ?? ""),
    reached: keep,
    finish: () => rmSync(file, { force: true }),
  };
}

function readSaved(file: string): Saved | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Saved;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
