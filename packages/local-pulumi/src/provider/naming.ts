import { randomBytes } from "node:crypto";

import type { AutoName } from "./resource-type";
import type { Bag } from "../property-values";

/** Characters that are added to a stem. */
const RANDOM_LENGTH = 7;

/** The logical name in a URN. */
export function logicalName(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The type token in a URN: the last of the types that lead to it. */
export function typeToken(urn: string): string {
  const types = urn.split("::")[2] ?? "";
  return types.slice(types.lastIndexOf("$") + 1);
}

/**
 * A name for a resource that has none: its logical name, a hyphen and seven hexadecimal digits.
 *
 * Source: `NewUniqueName` of Pulumi's SDK, `ComputeAutoNameDefault` of pulumi-terraform-bridge (`pkg/tfbridge/info`),
 * and for the lengths and forms `resource_overrides.go` and `autonaming.go` of pulumi-aws.
 *
 * @throws Error if the name would be longer than the package lets it be; it is never cut
 */
export function autoNamed({ maxLength, clean, finish }: AutoName, urn: string, inputs: Bag): string {
  const stem = `${clean?.(logicalName(urn)) ?? logicalName(urn)}-`;
  if (Buffer.byteLength(stem) + RANDOM_LENGTH > maxLength) {
    throw new Error(
      `could not make instance of '${typeToken(urn)}': ` +
        `name '${stem}' plus ${RANDOM_LENGTH} random chars is longer than maximum length ${maxLength}`,
    );
  }
  const name = `${stem}${randomBytes(4).toString("hex").slice(0, RANDOM_LENGTH)}`;
  return finish?.(name, inputs) ?? name;
}

let counter = 0;

/**
 * A name with the prefix that a program gives. It is made when the resource is, so that inputs never have it.
 *
 * Source: `PrefixedUniqueId` in `helper/id` of terraform-plugin-sdk.
 */
export function prefixed(prefix: string): string {
  const now = new Date().toISOString().replace(/\D/g, "").padEnd(18, "0");
  counter = (counter + 1) % 2 ** 32;
  return `${prefix}${now}${counter.toString(16).padStart(8, "0")}`;
}
