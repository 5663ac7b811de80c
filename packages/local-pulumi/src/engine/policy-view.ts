import type { AnalyzedResource } from "../policy-host/types";
import type { Goal } from "./goal";
import type { ResourceTable } from "./resource-table";
import type { ResourceState } from "./state";
import { parseUrn } from "./urn";
import type { PropertyMap } from "../property-values";

/** A resource as a policy pack sees it: `properties` are its inputs or its outputs, depending on the check. */
export function analyzedResource(
  state: ResourceState,
  properties: PropertyMap,
  aliases: readonly string[],
  table: ResourceTable,
  goal?: Pick<Goal, "deleteBeforeReplace">,
): AnalyzedResource {
  const { urn, type, parent, dependencies, propertyDependencies, provider } = state;
  const providerState = provider === "" ? undefined : table.get(provider.slice(0, provider.lastIndexOf("::")));
  return {
    urn,
    type,
    name: parseUrn(urn).name,
    properties,
    ...(parent !== "" && { parent }),
    dependencies,
    propertyDependencies,
    options: {
      protect: state.protect,
      ignoreChanges: state.ignoreChanges,
      additionalSecretOutputs: state.additionalSecretOutputs,
      aliases,
      ...(goal?.deleteBeforeReplace !== undefined && { deleteBeforeReplace: goal.deleteBeforeReplace }),
    },
    ...(providerState && {
      provider: {
        urn: providerState.urn,
        type: providerState.type,
        name: parseUrn(providerState.urn).name,
        properties: providerState.inputs,
      },
    }),
  };
}
