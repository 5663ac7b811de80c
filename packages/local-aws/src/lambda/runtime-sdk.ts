import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Makes the folder of modules that a function finds after those of its layers: the AWS SDK, which Lambda's Node.js
 * runtimes contain. Nothing else of `programDir` is in it, because Lambda would not find it either.
 *
 * @param programDir folder from which `@aws-sdk` packages are resolved
 * @returns undefined if none is installed there
 */
export function linkRuntimeSdk(runDir: string, programDir: string): string | undefined {
  const searched = createRequire(join(programDir, "index.js")).resolve.paths("@aws-sdk") ?? [];
  const sdk = searched.map((folder) => join(folder, "@aws-sdk")).find((folder) => existsSync(folder));
  if (sdk === undefined) return undefined;
  const modules = join(runDir, "runtime-modules");
  mkdirSync(modules);
  // A junction, because Windows lets every user make one.
  symlinkSync(sdk, join(modules, "@aws-sdk"), "junction");
  return modules;
}
