import { resultExtensions } from "./formats";
import { variantNamePattern } from "./variants";

/** How addresses of results last: `stable` ones show the newest version, `immutable` ones always the same bytes. */
export const addressKinds = ["stable", "immutable"] as const;
export type AddressKind = (typeof addressKinds)[number];

/** First part of immutable keys. A stable key begins with the name of a variant, which has no dot. */
const PREFIX = "results.immutable/";

/**
 * Hexadecimal digits of a hash in a key, 64 bits. It tells results of one original and one variant apart: of a thousand
 * versions two different ones have the same with a probability of 3 in 10^14 (n^2 / 2^65).
 */
const HASH_DIGITS = 16;

/** What an immutable key says besides its original. */
export interface ImmutableResult {
  readonly variant: string;
  /** See {@link hashOf}. */
  readonly hash: string;
  /** With its dot. */
  readonly extension: string;
}

/** The hash of a result. @param digest SHA-256 of its bytes, base64url */
export function hashOf(digest: string): string {
  return Buffer.from(digest, "base64url").toString("hex").slice(0, HASH_DIGITS);
}

/** What the immutable keys of an original's results begin with: each version and each variant of it. */
export function immutablePrefix(key: string): string {
  return `${PREFIX}${key}/`;
}

/** The immutable key of a result: `results.immutable/cat.jpg/thumb.9f86d081884c7d65.webp`. */
export function immutableKey(key: string, { variant, hash, extension }: ImmutableResult): string {
  return `${immutablePrefix(key)}${variant}.${hash}${extension}`;
}

/** The inverse of {@link immutableKey}. Undefined: it is none. */
export function parseImmutableKey(key: string): (ImmutableResult & { readonly key: string }) | undefined {
  const slash = key.lastIndexOf("/");
  const original = key.slice(PREFIX.length, slash);
  const [variant = "", hash = "", end, ...more] = key.slice(slash + 1).split(".");
  const extension = Object.values(resultExtensions).find((one) => one === `.${end}`);
  const isOne =
    key.startsWith(PREFIX) && original !== "" && variantNamePattern.test(variant) && /^[0-9a-f]{16}$/.test(hash);
  return isOne && extension && more.length === 0 ? { key: original, variant, hash, extension } : undefined;
}
