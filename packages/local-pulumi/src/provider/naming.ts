import { randomBytes } from "node:crypto";

import type { AutoName } from "./resource-type";
import type { Bag } from "../property-values";

/** The logical name in a URN. */
export function logicalName(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The type token in a URN: the last of the types that lead to it. */
export function typeToken(urn: string): string {
  const types = urn.split("::")[2] ?? "";
  return types.slice(types.lastIndexOf("$") + 1);
}

/** The end of a name that was made here. */
const MADE_NAME = /-[0-9a-f]{7}$/;

/**
 * Names a resource that has no name: its logical name, a hyphen and seven hexadecimal digits, as the AWS package does;
 * with a prefix input, the prefix and a random end.
 *
 * A name that was made earlier stays. One that the program gave earlier does not: where it gives none any more, the
 * resource gets a new one. Source: `pkg/tfbridge/schema.go` of pulumi-terraform-bridge, which keeps an old value only
 * if the resource's `__defaults` list it. Here the name's form tells.
 */
export function nameFor(auto: AutoName, urn: string, inputs: Bag, oldInputs: Bag): Bag {
  const { property, prefixProperty, maxLength, clean = (name: string) => name } = auto;
  if (inputs[property] !== undefined) return inputs;
  const old = oldInputs[property];
  const prefix = prefixProperty === undefined ? undefined : inputs[prefixProperty];
  const samePrefix = prefixProperty === undefined || oldInputs[prefixProperty] === prefix;
  const made = typeof old === "string" && (prefix !== undefined || MADE_NAME.test(old));
  if (made && samePrefix) return { ...inputs, [property]: old };
  if (prefix !== undefined) {
    return typeof prefix === "string"
      ? { ...inputs, [property]: `${prefix}${randomBytes(13).toString("hex")}`.slice(0, maxLength) }
      : inputs;
  }
  const base = clean(logicalName(urn)).slice(0, maxLength - 8);
  return { ...inputs, [property]: `${base}-${randomBytes(4).toString("hex").slice(0, 7)}` };
}
