import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The packages that Pulumi's SDK puts into the archive of a function: the dependencies of the program that runs
 * (Pulumi documentation, "Function serialization"), whose package.json is in the folder or above it.
 */
export function programPackages(folder = process.cwd()): string[] {
  const file = join(folder, "package.json");
  if (existsSync(file)) {
    const { dependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as { dependencies?: Record<string, string> };
    return Object.keys(dependencies);
  }
  const above = dirname(folder);
  return above === folder ? [] : programPackages(above);
}
