import type { Cloud } from "@image-pipeline/local-aws";
import type { Failure, Properties } from "./schema";
import type { Bag } from "../property-values";

/** What a resource type works on. */
export interface ProviderContext {
  readonly cloud: Cloud;
  /** Folder that relative paths of assets start from. */
  readonly dir: string;
  /** Tags that every resource gets, from the provider's configuration. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** How a resource without a name is named. */
export interface AutoName {
  readonly property: string;
  /** Input with the name's prefix. */
  readonly prefixProperty?: string;
  /** Longest name that the package makes, in bytes. Default of the package: 255 */
  readonly maxLength: number;
  /** Changes the logical name before digits are added. */
  readonly clean?: (name: string) => string;
  /** Changes the name that was made. */
  readonly finish?: (name: string, inputs: Bag) => string;
}

/** A resource that exists. */
export interface Made {
  readonly id: string;
  /** All outputs; inputs of the same name included. */
  readonly outs: Bag;
}

/** One type of the `aws` package: its inputs, and its operations on the embedded services. Bags are in plain form. */
export interface ResourceType {
  /** `aws:s3/bucket:Bucket`. */
  readonly token: string;
  readonly properties: Properties;
  readonly autoName?: AutoName;
  /** Regions that it may be declared in besides the cloud's own; there is one set of all of them. */
  readonly otherRegions?: readonly string[];
  /** Whether `tags` and `tagsAll` are part of it. */
  readonly tagged?: boolean;
  /** The old resource is deleted first, because both cannot exist at once; so is one that has the program's name. */
  readonly deleteBeforeReplace?: boolean;
  /** Problems of inputs in combination. Unknown values are still in them. */
  readonly check?: (inputs: Bag) => Iterable<Failure>;
  readonly create: (inputs: Bag, context: ProviderContext) => Promise<Made> | Made;
  /** The resource as it is; undefined if it does not exist. `known` is the last state, or empty for an import. */
  readonly read: (id: string, known: Bag, context: ProviderContext) => Promise<Made | undefined> | Made | undefined;
  /** Whether outputs are outdated, such as the endpoint of an earlier run: an update corrects them. */
  readonly isStale?: (outs: Bag, context: ProviderContext) => boolean;
  /** Changes what can be changed in place; absent where every change makes a new resource. */
  readonly update?: (id: string, inputs: Bag, oldOutputs: Bag, context: ProviderContext) => Promise<Made> | Made;
  readonly delete: (id: string, known: Bag, context: ProviderContext) => Promise<void> | void;
}

/** Makes `operation` answer undefined instead of failing because something does not exist. */
export async function ifExists<T>(
  operation: () => Promise<T> | T,
  ...codes: readonly string[]
): Promise<T | undefined> {
  try {
    return await operation();
  } catch (error) {
    if (codes.includes((error as { code?: string }).code ?? "")) return undefined;
    throw error;
  }
}
