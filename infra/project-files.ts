import { relative, resolve } from "node:path";

/** The project's root folder. */
export const PROJECT_DIR = resolve(__dirname, "..");

/** Folder that Pulumi runs the program in, and resolves relative paths of assets from. */
const PROGRAM_DIR = process.cwd();

/**
 * Path of a file of this project, as an asset has it. In the stacks of this project it is relative, and so the same on
 * every machine. In another program it is absolute: that may be in any folder. An asset's hash is that of its content
 * in both cases, and a path that changes is no change of the resource.
 */
export function assetPath(file: string, programDir = PROGRAM_DIR): string {
  return programDir === PROJECT_DIR ? relative(PROJECT_DIR, file) : file;
}
