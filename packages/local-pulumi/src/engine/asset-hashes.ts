import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import {
  isMap,
  isMarked,
  SIGNATURE_KEY,
  toArchive,
  toAsset,
  type Archive,
  type Asset,
  type PropertyMap,
  type PropertyValue,
} from "../property-values";
import { EngineError } from "./errors";

/**
 * Gives every asset and archive in `inputs` the SHA-256 of its content, so that a provider sees a changed file under
 * the same path.
 *
 * @param dir folder that relative paths start from
 * @throws EngineError RESOURCE_INVALID if a file does not exist
 */
export function withAssetHashes(inputs: PropertyMap, dir: string): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, withHashes(v, dir)]));
}

function withHashes(value: PropertyValue, dir: string): PropertyValue {
  if (Array.isArray(value)) return value.map((item) => withHashes(item, dir));
  if (!isMap(value)) return value;
  if (isMarked(value, "asset")) return { ...contentOf(value), hash: hashAsset(toAsset(value), dir) };
  if (!isMarked(value, "archive")) return withAssetHashes(value, dir);
  const { assets } = value;
  return {
    ...contentOf(value),
    ...(isMap(assets) && { assets: withHashes(assets, dir) }),
    hash: hashArchive(archiveOf(value), dir),
  };
}

function archiveOf(value: PropertyMap): Archive {
  try {
    return toArchive(value);
  } catch (error) {
    throw new EngineError("RESOURCE_INVALID", (error as Error).message, { cause: error });
  }
}

/** The fields of an asset or archive that say where its content is; the rest is the sending SDK's. */
function contentOf(value: PropertyMap): PropertyMap {
  const own = [SIGNATURE_KEY, "text", "path", "uri", "assets"];
  return Object.fromEntries(Object.entries(value).filter(([key]) => own.includes(key)));
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function hashAsset({ text, path: file, uri }: Asset, dir: string): string {
  if (text !== undefined) return sha256(text);
  if (file !== undefined) return sha256(readFileSync(existing(file, dir)));
  throw unsupported(uri);
}

function hashArchive({ assets, path: file, uri }: Archive, dir: string): string {
  if (assets !== undefined) {
    const hashes = Object.entries(assets)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entry]) => `${name}:${entry.kind === "archive" ? hashArchive(entry, dir) : hashAsset(entry, dir)}`);
    return sha256(hashes.join("\n"));
  }
  if (file !== undefined) return hashPath(existing(file, dir));
  throw unsupported(uri);
}

function hashPath(file: string): string {
  if (!statSync(file).isDirectory()) return sha256(readFileSync(file));
  const names = readdirSync(file).sort();
  return sha256(names.map((name) => `${name}:${hashPath(path.join(file, name))}`).join("\n"));
}

function existing(file: string, dir: string): string {
  const full = path.resolve(dir, file);
  if (statSync(full, { throwIfNoEntry: false }) === undefined) {
    throw new EngineError("RESOURCE_INVALID", `asset ${full} does not exist`);
  }
  return full;
}

function unsupported(uri: string | undefined): EngineError {
  return new EngineError(
    "UNSUPPORTED",
    `remote asset ${JSON.stringify(uri)}: expected a text, a file or a folder; download it and use a FileAsset or FileArchive`,
  );
}
