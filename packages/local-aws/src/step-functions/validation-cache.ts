import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Folder of what outlasts a run and can be had again. */
const CACHE_DIR = join(__dirname, "..", "..", "..", "..", "node_modules", ".cache", "image-pipeline", "definitions");

/**
 * Whether a definition was found valid before: to ask takes the validator a third of a second, most of it to compile its
 * schemas. What is another one in every run and means nothing is left out of the comparison: the end of a name that the engine
 * made up, seven hexadecimal digits, and the port.
 *
 * @param validator name and version of what found it valid
 */
export function wasFoundValid(definition: string, validator: string): boolean {
  return existsSync(entry(definition, validator));
}

/** Remembers that a definition is valid. A folder that cannot be written forgets. */
export function foundValid(definition: string, validator: string): void {
  try {
    mkdirSync(CACHE_DIR, { recursive: true });
    writeFileSync(entry(definition, validator), "");
  } catch {
    // The next run asks again.
  }
}

function entry(definition: string, validator: string): string {
  const text = definition.replaceAll(/(?<=-)[0-9a-f]{7}(?![0-9a-z])|(?<=127\.0\.0\.1:)\d+/g, "0");
  return join(CACHE_DIR, createHash("sha256").update(`${validator}\0${text}`).digest("hex"));
}
