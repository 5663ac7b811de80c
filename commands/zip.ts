import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";

import { ZipFile } from "yazl";

import { isMap, isMarked, type PropertyMap } from "@image-pipeline/local-pulumi";

/** Names and contents of an archive's entries. */
export type Entries = readonly (readonly [name: string, content: Buffer])[];

/**
 * The entries of an archive as a program sends it, sorted by name.
 *
 * @param dir folder that relative paths start from
 */
export function archiveEntries(archive: PropertyMap, dir: string, prefix = ""): Entries {
  const { assets, path: file } = archive;
  if (typeof file === "string") return sorted(fileEntries(path.resolve(dir, file), prefix));
  if (!isMap(assets)) return [];
  return sorted(
    Object.entries(assets).flatMap(([name, entry]) => {
      if (!isMap(entry)) return [];
      const full = path.posix.join(prefix, name);
      if (isMarked(entry, "archive")) return archiveEntries(entry, dir, full);
      const { text, path: source = "" } = entry;
      const content =
        typeof text === "string"
          ? Buffer.from(text)
          : readFileSync(path.resolve(dir, typeof source === "string" ? source : ""));
      return [[full, content] as const];
    }),
  );
}

/** A zip archive whose bytes follow from its entries alone. */
export async function zip(entries: Entries): Promise<Buffer> {
  const file = new ZipFile();
  // MS-DOS dates have no time zone: this is the same wherever one is, and not so early that it would be moved to 1980.
  const mtime = new Date(1980, 0, 2, 12);
  const bytes = buffer(file.outputStream);
  for (const [name, content] of entries)
    file.addBuffer(content, name, { mtime, mode: 0o100644, forceDosTimestamp: true });
  file.end();
  return bytes;
}

/** SHA-256 as hexadecimal digits. */
export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function fileEntries(file: string, name: string): Entries {
  if (!statSync(file).isDirectory()) return [[name === "" ? path.basename(file) : name, readFileSync(file)]];
  return readdirSync(file).flatMap((entry) => fileEntries(path.join(file, entry), path.posix.join(name, entry)));
}

function sorted(entries: Entries): Entries {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
