import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

import { ZipFile } from "yazl";

import { unzip } from "@image-pipeline/local-aws";
import type { Archive, Asset } from "../property-values";

interface FileEntry {
  readonly path: string;
  readonly data: Buffer;
}

/** The earliest time that a zip can hold: the same files give the same bytes whenever they are packed. */
const mtime = new Date(1980, 0, 1);

function assetBytes(asset: Asset, dir: string): Buffer {
  if (asset.text !== undefined) return Buffer.from(asset.text);
  if (asset.path !== undefined) return readFileSync(resolve(dir, asset.path));
  throw remote(asset);
}

function folderFiles(folder: string, prefix: string): FileEntry[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    const full = join(folder, entry.name);
    return statSync(full).isDirectory() ? folderFiles(full, `${path}/`) : [{ path, data: readFileSync(full) }];
  });
}

function remote({ kind, uri = "" }: Asset | Archive): Error {
  return new Error(`remote ${kind} ${uri}: expected a text, a file or a folder; download it first`);
}

/** The files of an archive, sorted by path. */
export function archiveFiles(archive: Archive, dir = process.cwd()): FileEntry[] {
  return filesOf(archive, dir, "").sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesOf(archive: Archive, dir: string, prefix: string): FileEntry[] {
  if (archive.assets !== undefined) {
    return Object.entries(archive.assets).flatMap(([name, entry]) => {
      const path = `${prefix}${name.replace(/^\.?\//, "")}`;
      return entry.kind === "archive" ? filesOf(entry, dir, `${path}/`) : [{ path, data: assetBytes(entry, dir) }];
    });
  }
  if (archive.path === undefined) throw remote(archive);
  const path = resolve(dir, archive.path);
  if (statSync(path).isDirectory()) return folderFiles(path, prefix);
  return unzip(readFileSync(path)).map((file) => ({ path: `${prefix}${file.path}`, data: file.data }));
}

/**
 * A zip of an archive's files, always the same for the same files.
 *
 * @param dir folder that relative paths start from. Default: the working directory
 */
export async function zipArchive(archive: Archive, dir = process.cwd()): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, data } of archiveFiles(archive, dir)) zip.addBuffer(data, path, { mtime, mode: 0o100644 });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What archives are compared by: the engine's hash of it, else a hash of its files below the working directory. */
export function canonicalArchive(archive: Archive): string {
  if (archive.hash !== undefined) return archive.hash;
  const hash = createHash("sha256");
  for (const { path, data } of archiveFiles(archive)) hash.update(`${path}\0${data.length}\0`).update(data);
  return hash.digest("hex");
}
