import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";

import { CliError, exitCodes, type CliErrorCode } from "./errors";

/** What the system says of a folder or file that cannot be written. */
const refusals = new Set([
  "EACCES",
  "EEXIST",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
  "ENOENT",
  "ENOTDIR",
  "EPERM",
  "EROFS",
]);

/**
 * Makes a folder, and those above it, where there is none.
 *
 * One by one: Node.js, asked for all of them, tries for ever where the system has no place for one (as below /proc).
 *
 * @param code what it is called if it cannot be made
 * @throws CliError `code` or DISK_FULL
 */
export function makeFolder(dir: string, code: CliErrorCode): void {
  const missing: string[] = [];
  for (let at = path.resolve(dir); !existsSync(at); at = path.dirname(at)) missing.unshift(at);
  try {
    for (const folder of missing) makeOne(folder);
    if (!statSync(dir).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
  } catch (error) {
    throw unwritable(dir, code, error);
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const madeMeanwhile = (error as NodeJS.ErrnoException).code === "EEXIST" && statSync(folder).isDirectory();
    if (!madeMeanwhile) throw error;
  }
}

/** The line for what the system refused to write; anything else as it is. */
export function unwritable(file: string, as: CliErrorCode, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return new CliError("DISK_FULL", `no space left on the disk for ${file}`, exitCodes.machine);
  if (code === undefined || !refusals.has(code)) return error;
  return new CliError(as, `${file} cannot be written (${code})`, exitCodes.machine);
}
