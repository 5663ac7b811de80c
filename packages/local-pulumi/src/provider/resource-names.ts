import { DEFAULTS, wasDefault } from "./defaults";
import { autoNamed, prefixed } from "./naming";
import type { ResourceType } from "./resource-type";
import type { Failure } from "./schema";
import { decodeBag, type Bag, type PropertyMap } from "../property-values";

/** The end of a name that was made. States of earlier versions of this package have no list of defaults. */
const MADE_NAME = /-[0-9a-f]{7}$/;

/**
 * Inputs with a name for a resource that has none. A name that the package made earlier stays; one that the program
 * gave does not.
 */
export function withName(
  type: ResourceType,
  urn: string,
  inputs: PropertyMap,
  old: PropertyMap,
): { inputs: PropertyMap; defaulted: string[]; failures: Failure[] } {
  const { autoName } = type;
  const has = (name: string | undefined) => name !== undefined && inputs[name] !== undefined && inputs[name] !== null;
  if (autoName === undefined || has(autoName.property) || has(autoName.prefixProperty))
    return { inputs, defaulted: [], failures: [] };
  const { property } = autoName;
  const stays = wasDefault(old, property) && (DEFAULTS in old || MADE_NAME.test(String(decodeBag(old)[property])));
  try {
    const name = stays ? old[property] : autoNamed(autoName, urn, decodeBag(inputs));
    return { inputs: { ...inputs, [property]: name ?? null }, defaulted: [property], failures: [] };
  } catch (error) {
    return { inputs, defaulted: [], failures: [{ property, reason: (error as Error).message }] };
  }
}

/** Whether the program gave the name, so that another of that name cannot be made beside it. */
export function hasOwnName({ autoName }: ResourceType, inputs: Bag): boolean {
  const { [DEFAULTS]: defaulted } = inputs;
  if (autoName === undefined || !Array.isArray(defaulted)) return false;
  return inputs[autoName.property] !== undefined && !defaulted.includes(autoName.property);
}

/** The name of a resource that gets one with a prefix. */
export function withPrefixedName({ autoName }: ResourceType, inputs: Bag): Bag {
  const prefix = inputs[autoName?.prefixProperty ?? ""];
  if (autoName === undefined || typeof prefix !== "string" || inputs[autoName.property] !== undefined) return inputs;
  return { ...inputs, [autoName.property]: prefixed(prefix) };
}

/** The name that a resource has, where its inputs do not say. */
export function withKnownName({ autoName }: ResourceType, inputs: Bag, before: Bag): Bag {
  if (autoName === undefined || inputs[autoName.property] !== undefined) return inputs;
  return { ...inputs, [autoName.property]: before[autoName.property] };
}
