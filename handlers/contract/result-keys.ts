import { resultExtensions } from "./formats";
import { parseImmutableKey } from "./immutable-keys";
import { type Variant, variantNamePattern } from "./variants";

/** S3's limit on the length of a key, UTF-8 bytes. */
export const MAX_KEY_BYTES = 1024;

/**
 * The stable key of a result. In the original's format: `<variant>-<key>`, so `cat.jpg` has `processed-cat.jpg`.
 * Converted: `<variant>/<key>` and the extension of its own format, so `scan.tiff` has `processed/scan.tiff.jpg`.
 * Different variants and originals never have the same key: `parseResultKey` reads both from it.
 *
 * @param extension of a converted result, and of every one in a set of several formats, with its dot; undefined: the
 *   format is the original's
 */
export function resultKey(variant: string, key: string, extension?: string): string {
  return extension === undefined ? `${variant}-${key}` : `${variant}/${key}${extension}`;
}

/** Every stable key that the result of a variant can have, whatever the formats of original and result are. */
export function resultKeys(variant: string, key: string): readonly string[] {
  return [undefined, ...Object.values(resultExtensions)].map((extension) => resultKey(variant, key, extension));
}

/** {@link resultKeys} of a variant. */
export function everyResultKey({ name }: Variant, key: string): readonly string[] {
  return resultKeys(name, key);
}

/**
 * The stable keys that a result of a variant can have as the variant is configured: with its format kept, converted,
 * and converted to an animation; of one that always has its extension, with that. The smallest format differs from one
 * version of an original to the next: every key.
 */
export function configuredResultKeys(variant: Variant, key: string): readonly string[] {
  const { name, format, animation, extension } = variant;
  if (format === "smallest") return resultKeys(name, key);
  const mime = `image/${format === "auto" ? "jpeg" : format}` as const;
  if (extension === "always") return [resultKey(name, key, resultExtensions[mime])];
  const animated = animation === "keep" && format === "auto" ? ["image/webp" as const] : [];
  return [resultKey(name, key), ...[mime, ...animated].map((one) => resultKey(name, key, resultExtensions[one]))];
}

/** What a result's key says. */
export interface ParsedResultKey {
  readonly variant: string;
  /** Key of the original. */
  readonly key: string;
  /** With its dot; undefined: the result has the original's format. */
  readonly extension?: string;
  /** Of the result's bytes, see `hashOf`. Undefined: the key is stable. */
  readonly hash?: string;
}

/** The inverse of `resultKey`, and of `immutableKey`. Undefined: no result has this key. */
export function parseResultKey(key: string): ParsedResultKey | undefined {
  const immutable = parseImmutableKey(key);
  if (immutable) return immutable;
  const nameEnd = key.search(/[-/]/);
  const variant = key.slice(0, Math.max(nameEnd, 0));
  const rest = key.slice(nameEnd + 1);
  if (!variantNamePattern.test(variant)) return undefined;
  if (key.charAt(nameEnd) === "-") return rest === "" ? undefined : { variant, key: rest };
  const extension = Object.values(resultExtensions).find((one) => rest.endsWith(one) && rest !== one);
  return extension && { variant, key: rest.slice(0, -extension.length), extension };
}

/**
 * The path under which a result is delivered, encoded. A key with a segment `.` or `..` has none: browsers resolve it.
 */
export function resultPath(key: string): string {
  return `/${key.split("/").map(encodeURIComponent).join("/")}`;
}

/** First part of the keys of manifests. No variant has this name where the stack makes manifests. */
export const MANIFEST_NAME = "manifest";

const MANIFEST_EXTENSION = ".json";

/** The key of an image's manifest. No result ends like it, so that none has the same key, and `parseResultKey` none. */
export function manifestKey(key: string): string {
  return `${MANIFEST_NAME}/${key}${MANIFEST_EXTENSION}`;
}

/** The key of the original whose manifest has this key. Undefined: no manifest has it. */
export function originalOfManifest(key: string): string | undefined {
  const isManifest = key.startsWith(`${MANIFEST_NAME}/`) && key.endsWith(MANIFEST_EXTENSION);
  const original = key.slice(MANIFEST_NAME.length + 1, -MANIFEST_EXTENSION.length);
  return isManifest && original !== "" ? original : undefined;
}

/** Whether S3 accepts a key of this length. */
export function isStorableKey(key: string): boolean {
  return Buffer.byteLength(key) <= MAX_KEY_BYTES;
}
