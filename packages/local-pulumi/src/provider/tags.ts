import type { ProviderContext } from "./resource-type";
import { map, text, type Property } from "./schema";
import type { Bag } from "../property-values";

/** The `tags` input. */
export const tagsProperty: Property = map(
  text({ test: (value) => (value.length > 256 ? "expected at most 256 characters" : undefined) }),
);

/** Tags of a resource with the provider's default tags below them. */
export function allTags(inputs: Bag, context: Pick<ProviderContext, "defaultTags">): Record<string, string> {
  return { ...context.defaultTags, ...(inputs.tags as Record<string, string> | undefined) };
}

/** `tags` and `tagsAll` as outputs: `tags` without what only the provider adds. */
export function tagOutputs(
  all: Readonly<Record<string, string>>,
  known: Bag,
  context: Pick<ProviderContext, "defaultTags">,
): Bag {
  const given = (known.tags ?? {}) as Record<string, string>;
  const own = Object.entries(all).filter(([key, value]) => key in given || context.defaultTags[key] !== value);
  return { tags: own.length === 0 ? undefined : Object.fromEntries(own), tagsAll: all };
}
