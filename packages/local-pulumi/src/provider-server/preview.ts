import type { Bag } from "./struct";

/**
 * What a resource will look like after an update, as far as it can be known before: what AWS answered last stays, inputs are
 * the new ones, and inputs that are no longer given are gone. So a dependent sees an ARN that an update leaves alone as known.
 *
 * A creation needs nothing like it: outputs that are not inputs are unknown then, and the program's runtime takes every output
 * that is missing from the answer as unknown.
 */
export function updatedOutputs(oldOutputs: Bag, oldInputs: Bag, newInputs: Bag): Bag {
  const dropped = new Set(Object.keys(oldInputs).filter((key) => !(key in newInputs)));
  const kept = Object.entries(oldOutputs).filter(([key]) => !dropped.has(key));
  return { ...Object.fromEntries(kept), ...newInputs };
}
