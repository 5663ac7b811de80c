import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";

import { CliError, type CliErrorCode, diskFull, exitCodes } from "./errors";

/** Codes of the operating system for a folder or file that is not writable. */
const notWritableCodes = new Set([
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
 * Makes a folder, and those above it, unless they exist.
 *
 * One by one: Node.js's recursive mkdir never returns where the system refuses folders with ENOENT (as below /proc).
 *
 * @param code of the error if the folder cannot be made
 * @param mode of what is made, less the umask
 * @throws CliError `code` or DISK_FULL
 */
export function makeFolder(dir: string, code: CliErrorCode, mode = 0o777): void {
  const missing: string[] = [];
  for (let at = path.resolve(dir); !existsSync(at); at = path.dirname(at)) missing.unshift(at);
  try {
    for (const folder of missing) makeOne(folder, mode);
    if (!statSync(dir).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
  } catch (error) {
    throw writeError(dir, code, error);
  }
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    const madeMeanwhile = (error as NodeJS.ErrnoException).code === "EEXIST" && statSync(folder).isDirectory();
    if (!madeMeanwhile) throw error;
  }
}

/**
 * The error to throw where writing `file` failed with `error`.
 *
 * @param notWritable code of the error if `file` is not writable
 */
export function writeError(file: string, notWritable: CliErrorCode, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC") return diskFull(file);
  if (code === undefined || !notWritableCodes.has(code)) return error;
  return new CliError(notWritable, `${file} cannot be written (${code})`, exitCodes.machine);
}
