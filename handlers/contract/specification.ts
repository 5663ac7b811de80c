import { createHash } from "node:crypto";
import { canonical } from "./canonical";
import type { Variant } from "./variants";

/** Hexadecimal digits of a digest: 64 bits tell the specifications of one stack apart. */
const DIGITS = 16;

/**
 * Digest of what a variant asks for, its name left out, and the set that it belongs to. Two variants that ask for the
 * same have the same digest, whatever the order of their fields; a result or a record with another digest was made by
 * another specification.
 */
export function specificationOf({ name: _name, set: _set, above: _above, ...specification }: Variant): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(specification)))
    .digest("hex")
    .slice(0, DIGITS);
}
