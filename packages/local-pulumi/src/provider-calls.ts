import { toPropertyMap, unwrapped, type Bag, type PropertyMap } from "./property-values";

/** What of a provider's inputs is the engine's own and no configuration of the provider. */
const engineKeys: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal"]);

/** A provider's own configuration out of the inputs of its resource, with secrets in clear. */
export function providerConfig(inputs: Bag): PropertyMap {
  const own = Object.entries(toPropertyMap(inputs)).filter(([key]) => !engineKeys.has(key));
  return toPropertyMap(unwrapped(Object.fromEntries(own)));
}

/**
 * A resource's outputs after an update, as far as a dry run can know them: what AWS answered last stays, inputs are the
 * new ones, and inputs that are no longer given are absent. So a dependent sees an ARN that an update leaves alone as
 * known.
 *
 * A creation needs nothing like it: the program's runtime takes every output that is missing from the answer as
 * unknown.
 */
export function updatedOutputs(oldOutputs: Bag, oldInputs: Bag, newInputs: Bag): Bag {
  const dropped = new Set(Object.keys(oldInputs).filter((key) => !(key in newInputs)));
  const kept = Object.entries(oldOutputs).filter(([key]) => !dropped.has(key));
  return { ...Object.fromEntries(kept), ...newInputs };
}
