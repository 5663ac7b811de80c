import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Writes the program that instances run into `folder`, outside of the project, so that it finds none of its modules.
 *
 * @returns its path.
 */
export function writeRuntime(folder: string): string {
  const built = join(__dirname, "runtime.js");
  const file = join(folder, "runtime.cjs");
  writeFileSync(file, existsSync(built) ? readFileSync(built) : compiled(join(__dirname, "runtime.ts")));
  return file;
}

/** The package is built with a compiled runtime; where it runs from its sources, esbuild is installed. */
function compiled(source: string): string {
  const { transformSync } = createRequire(__filename)("esbuild") as typeof import("esbuild");
  return transformSync(readFileSync(source, "utf8"), { loader: "ts", format: "cjs", target: "node20" }).code;
}
