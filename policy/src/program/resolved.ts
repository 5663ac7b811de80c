import * as pulumi from "@pulumi/pulumi";

import { UNKNOWN_LEAF } from "../core/program-notes";
import { documentOf } from "./document-text";

/**
 * An output as the SDK's own serializer reads it. `promise(true)` keeps the known parts of a partly unknown value; the
 * SDK's declarations omit it.
 */
interface ReadableOutput {
  readonly isKnown: Promise<boolean>;
  readonly promise: (withUnknowns: true) => Promise<unknown>;
}

/** An input once everything in it is settled, with `UNKNOWN_LEAF` for each part that is unknown or secret. */
export async function resolved(input: unknown): Promise<unknown> {
  if (typeof input !== "object" || input === null) return input;
  if (input instanceof Promise) return resolved(await input);
  if (pulumi.Output.isInstance(input)) return ofOutput(input);
  if (pulumi.isUnknown(input) || pulumi.Resource.isInstance(input)) return UNKNOWN_LEAF;
  if (Array.isArray(input)) return Promise.all(input.map(resolved));
  const entries = Object.entries(input).map(async ([key, value]) => [key, await resolved(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function ofOutput(output: pulumi.Output<unknown>): Promise<unknown> {
  const readable = output as unknown as ReadableOutput;
  if (!(await pulumi.isSecret(output))) {
    const value = await readable.promise(true);
    if ((await readable.isKnown) || pulumi.containsUnknowns(value)) return resolved(value);
  }
  const document = documentOf(output);
  return document === undefined ? UNKNOWN_LEAF : resolved(document);
}

/** True where a value is more than unknown, and part of it is. */
export function isPartlyUnknown(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN_LEAF) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
