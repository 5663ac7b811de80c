import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { transformSync } from "esbuild";

/**
 * Writes the program that instances run into `folder`, compiled for the Node.js that runs this.
 *
 * @returns its path.
 */
export function writeRuntime(folder: string): string {
  const source = readFileSync(join(__dirname, "runtime.ts"), "utf8");
  const { code } = transformSync(source, { loader: "ts", format: "cjs", target: "node22" });
  const file = join(folder, "runtime.cjs");
  writeFileSync(file, code);
  return file;
}
