import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import envPaths from "env-paths";

/** One empty file for each definition that was valid, in the user's cache folder (on Linux `~/.cache/local-aws`). */
const CACHE_DIR = join(envPaths("local-aws", { suffix: "" }).cache, "definitions");

/**
 * Whether a definition was found valid before. The validator takes a third of a second, most of it to compile its
 * schemas.
 *
 * Two definitions count as the same if they differ only in what changes with every run: the seven hexadecimal digits at
 * the end of generated names, and the port of the endpoint.
 *
 * @param validator name and version of the validator
 */
export function isKnownValid(definition: string, validator: string): boolean {
  return existsSync(entry(definition, validator));
}

/** Remembers a valid definition; without effect if the cache folder cannot be written. */
export function rememberValid(definition: string, validator: string): void {
  try {
    mkdirSync(CACHE_DIR, { recursive: true });
    writeFileSync(entry(definition, validator), "");
  } catch {
    // The definition is validated again the next time.
  }
}

function entry(definition: string, validator: string): string {
  const text = definition.replaceAll(/(?<=-)[0-9a-f]{7}(?![0-9a-z])|(?<=127\.0\.0\.1:)\d+/g, "0");
  return join(CACHE_DIR, createHash("sha256").update(`${validator}\0${text}`).digest("hex"));
}
