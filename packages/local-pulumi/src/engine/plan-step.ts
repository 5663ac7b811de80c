import type { EngineProvider } from "./provider-host";
import type { Goal } from "./goal";
import type { ResourceState } from "./state";
import { changedPaths, matchesPath } from "./property-path";
import { sameValue, toPropertyMap, withoutInternal, type PropertyMap } from "../property-values";

/** The operation that brings a resource to its goal. */
export interface Plan {
  readonly op: "create" | "update" | "replace" | "same";
  /** Top-level properties whose change needs a replacement. */
  readonly replaces: readonly string[];
  /** For a replacement: the old resource is deleted first. */
  readonly deleteBeforeReplace: boolean;
}

const create: Plan = { op: "create", replaces: [], deleteBeforeReplace: false };
const same: Plan = { op: "same", replaces: [], deleteBeforeReplace: false };
const update: Plan = { op: "update", replaces: [], deleteBeforeReplace: false };

/**
 * Compares a resource's state with its goal.
 *
 * @param old the resource's state after the last run, if it existed
 * @param inputs the program's inputs, as the provider's check completed them
 * @param provider undefined for components and provider resources, which only change in the state
 */
export async function planStep(
  old: ResourceState | undefined,
  goal: Goal,
  inputs: PropertyMap,
  provider: EngineProvider | undefined,
): Promise<Plan> {
  if (old === undefined || old.external || old.custom !== goal.custom) return create;
  if (provider === undefined || old.id === undefined) return sameValue(old.inputs, inputs) ? same : update;
  const diff = (await provider.diff?.(old.id, old.urn, old.outputs, inputs)) ?? {};
  const forced = forcedReplacements(goal, old.inputs, inputs);
  const replaces = [...new Set([...(diff.replaces ?? []), ...forced])];
  if (replaces.length > 0) {
    return {
      op: "replace",
      replaces,
      deleteBeforeReplace: goal.deleteBeforeReplace ?? diff.deleteBeforeReplace ?? false,
    };
  }
  return (diff.changes ?? !sameValue(old.inputs, inputs)) ? update : same;
}

/** Changed top-level properties that the program's `replaceOnChanges` names. */
function forcedReplacements({ replaceOnChanges }: Goal, oldInputs: PropertyMap, newInputs: PropertyMap): string[] {
  return changedPaths(withoutInternal(oldInputs), withoutInternal(newInputs))
    .filter((changed) => replaceOnChanges.some((pattern) => matchesPath(pattern, changed)))
    .flatMap(([top]) => top ?? []);
}

/**
 * True if `dependent` would have to be replaced once `replaced` gets new outputs: its inputs made from them become
 * unknown, and its provider compares them.
 */
export async function replacedWith(
  dependent: ResourceState,
  replaced: string,
  provider: EngineProvider,
  unknown: string,
): Promise<boolean> {
  const affected = Object.entries(dependent.propertyDependencies).filter(([, urns]) => urns.includes(replaced));
  if (affected.length === 0 || dependent.id === undefined) return false;
  const inputs = toPropertyMap({ ...dependent.inputs, ...Object.fromEntries(affected.map(([key]) => [key, unknown])) });
  const diff = (await provider.diff?.(dependent.id, dependent.urn, dependent.outputs, inputs)) ?? {};
  return (diff.replaces ?? []).length > 0;
}
