import type { Goal } from "./goal";
import type { ResourceState } from "./state";
import { containsSecret, secret, type PropertyMap } from "../property-values";

/** The part of a resource's state that its goal does not contain. */
export interface StateFacts {
  readonly id?: string | undefined;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly provider: string;
  readonly external?: boolean;
  /** Source of the options that the goal leaves to the parent. */
  readonly parentState?: ResourceState | undefined;
}

/** The state of a resource that `goal` describes and `facts` complete. */
export function stateOf(urn: string, goal: Goal, facts: StateFacts): ResourceState {
  const { id, inputs, outputs, provider, external = false, parentState } = facts;
  return {
    urn,
    type: goal.type,
    custom: goal.custom,
    ...(id !== undefined && { id }),
    inputs,
    outputs,
    parent: goal.parent,
    provider,
    dependencies: goal.dependencies,
    propertyDependencies: goal.propertyDependencies,
    protect: goal.protect ?? parentState?.protect ?? false,
    retainOnDelete: goal.retainOnDelete ?? parentState?.retainOnDelete ?? false,
    deletedWith: goal.deletedWith,
    ignoreChanges: goal.ignoreChanges,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    external,
    delete: false,
  };
}

/**
 * Outputs, of which those that were secret inputs, or that the program marks, are secret even if the provider does not
 * mark them.
 */
export function outputsOf(outputs: PropertyMap, inputs: PropertyMap, secretNames: readonly string[]): PropertyMap {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const fromSecret = containsSecret(inputs[key] ?? null) && !containsSecret(value);
      return [key, fromSecret || secretNames.includes(key) ? secret(value) : value];
    }),
  );
}
