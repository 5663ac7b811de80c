import type { PropertyMap } from "../property-values";

/** A former name of a resource: its whole URN, or the parts that were different. */
export type Alias =
  | { readonly urn: string }
  | {
      readonly name?: string;
      readonly type?: string;
      readonly stack?: string;
      readonly project?: string;
      /** URN of the former parent; empty if it had none; absent if the parent is the same. */
      readonly parent?: string;
    };

/** The desired state of a resource, as one registration gives it. */
export interface Goal {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** URN; empty for the stack itself and for default providers. */
  readonly parent: string;
  readonly inputs: PropertyMap;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Reference `URN::ID` of an explicit provider; empty for the package's default. */
  readonly provider: string;
  /** Version of the package; part of the default provider's name. */
  readonly version: string;
  /** `undefined`: the parent's setting. */
  readonly protect: boolean | undefined;
  /** `undefined`: the parent's setting. */
  readonly retainOnDelete: boolean | undefined;
  /** `undefined`: the provider decides the order. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** Property paths whose changes are not applied. */
  readonly ignoreChanges: readonly string[];
  /** Property paths whose changes make a new resource. */
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly aliases: readonly Alias[];
  /** URN of the resource whose deletion deletes this one too. */
  readonly deletedWith: string;
}

/** A goal with nothing but type, name and what `fields` gives. */
export function makeGoal(fields: Pick<Goal, "type" | "name"> & Partial<Goal>): Goal {
  return {
    custom: true,
    parent: "",
    inputs: {},
    dependencies: [],
    propertyDependencies: {},
    provider: "",
    version: "",
    protect: undefined,
    retainOnDelete: undefined,
    deleteBeforeReplace: undefined,
    ignoreChanges: [],
    replaceOnChanges: [],
    additionalSecretOutputs: [],
    aliases: [],
    deletedWith: "",
    ...fields,
  };
}
