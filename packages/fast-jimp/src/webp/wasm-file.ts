import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

/**
 * Path of a WebAssembly file: in the folder of this file (a bundle is shipped with it, as in a Lambda layer), else in
 * the installed package.
 *
 * @param specifier as it would be imported
 */
export function wasmFile(specifier: string): string {
  const beside = join(__dirname, basename(specifier));
  return existsSync(beside) ? beside : createRequire(__filename).resolve(specifier);
}
