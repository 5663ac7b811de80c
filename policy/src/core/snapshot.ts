import { UnknownValueError } from "./sdk-internals";

import { Unknown } from "./unknown";

/** Plain data as a rule reads it: what the SDK would throw at is an `Unknown` here. */
export type Plain = null | boolean | number | string | Unknown | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Copies properties out of the SDK's proxy, which throws at every unknown value that is touched. A rule that meets one that way ends there and then, with
 * an advisory note, and what it would have found behind it is lost; with a copy it can go on with all that is known.
 */
export function snapshot(value: unknown, path = ""): Plain {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  if (Array.isArray(value)) {
    const items: Plain[] = [];
    for (let i = 0; i < value.length; i++) items.push(member(value, i, `${path}[${i}]`));
    return items;
  }
  if (typeof value !== "object" || isAsset(value)) return null;
  const copy: Record<string, Plain> = {};
  for (const key of Object.keys(value)) {
    // Read once: a value that is absent on purpose (undefined) must not look as if it were stated.
    const item = member(value, key, path === "" ? key : `${path}.${key}`);
    if (item !== null) copy[key] = item;
  }
  return copy;
}

function member(holder: object, key: string | number, path: string): Plain {
  try {
    return snapshot((holder as Record<string | number, unknown>)[key], path);
  } catch (error) {
    if (error instanceof UnknownValueError) return new Unknown(path);
    throw error;
  }
}

/** Code and archives: nothing a rule reads, and large. */
function isAsset(value: object): boolean {
  return "__pulumiAsset" in value || "__pulumiArchive" in value;
}
