import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

import { EngineError } from "./errors";
import { isMap, isMarked, SIGNATURE_KEY, type PropertyMap, type PropertyValue } from "./values";

/**
 * Gives every asset and archive in `value` the SHA-256 of its content, so that a provider sees a changed file under the
 * same path.
 *
 * @param dir folder that relative paths start from
 * @throws EngineError RESOURCE_INVALID if a file is not there
 */
export function withHashes(value: PropertyValue, dir: string): PropertyValue {
  if (Array.isArray(value)) return value.map((item) => withHashes(item, dir));
  if (!isMap(value)) return value;
  if (isMarked(value, "asset")) return { ...contentOf(value), hash: hashAsset(value, dir) };
  if (isMarked(value, "archive")) {
    const { assets } = value;
    return {
      ...contentOf(value),
      ...(isMap(assets) && { assets: withHashes(assets, dir) }),
      hash: hashArchive(value, dir),
    };
  }
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withHashes(v, dir)]));
}

/** {@link withHashes} for a bag of properties. */
export function withAssetHashes(inputs: PropertyMap, dir: string): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, withHashes(v, dir)]));
}

/** What of an asset or archive is its own; the rest is the sending SDK's. */
function contentOf(value: PropertyMap): PropertyMap {
  const own = [SIGNATURE_KEY, "text", "path", "uri", "assets"];
  return Object.fromEntries(Object.entries(value).filter(([key]) => own.includes(key)));
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function hashAsset({ text, path: file, uri }: PropertyMap, dir: string): string {
  if (typeof text === "string") return sha256(text);
  if (typeof file === "string") return sha256(readFileSync(existing(file, dir)));
  throw unsupported(uri);
}

function hashArchive({ assets, path: file, uri }: PropertyMap, dir: string): string {
  if (isMap(assets)) {
    const hashes = Object.keys(assets)
      .sort()
      .map((name) => {
        const entry = assets[name];
        if (!isMap(entry))
          throw new EngineError("RESOURCE_INVALID", `archive entry "${name}" is neither asset nor archive`);
        return `${name}:${isMarked(entry, "archive") ? hashArchive(entry, dir) : hashAsset(entry, dir)}`;
      });
    return sha256(hashes.join("\n"));
  }
  if (typeof file === "string") return hashPath(existing(file, dir));
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

function unsupported(uri: PropertyValue | undefined): EngineError {
  return new EngineError(
    "UNSUPPORTED",
    `remote asset ${JSON.stringify(uri)}: only texts, files and folders can be packed here`,
  );
}
