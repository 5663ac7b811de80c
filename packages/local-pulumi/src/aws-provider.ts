import type * as pulumi from "@pulumi/pulumi";

import type { Cloud } from "@image-pipeline/local-aws";
import { EmbeddedAws } from "./provider/aws-provider";

/** Values of a provider's own configuration (`region`, `defaultTags` …), as the engine's Configure sends them. */
export type ProviderConfig = Readonly<Record<string, unknown>>;

/** Inputs or outputs in wire form. */
type PropertyBag = Readonly<Record<string, unknown>>;

/** What a check found. */
export interface CheckResult extends pulumi.provider.CheckResult {
  /** What a program should know and the engine shows with the resource: inputs that are going to be removed. */
  readonly warnings?: readonly string[];
}

/**
 * The `aws` package on the embedded services.
 *
 * Independent of its transport: property bags go in and come out in Pulumi's wire form (`Struct.toJavaScript()` of what
 * the engine sends), that is with secrets, assets, archives and unknowns as the marked objects and strings that
 * `@pulumi/pulumi/runtime/rpc` defines. Every operation is supported; an unknown type is refused by name.
 *
 * In a dry run an engine calls `check` (inputs may be unknown), `diff` (new inputs may be unknown) and `invoke`, and
 * never `create`, `update` or `delete`: an output that is not an input is unknown then.
 */
export interface AwsProvider extends Required<
  Pick<pulumi.provider.Provider, "version" | "diff" | "create" | "read" | "update" | "delete" | "invoke">
> {
  check(urn: string, oldInputs: PropertyBag, newInputs: PropertyBag): Promise<CheckResult>;
  /** Checks the provider's own configuration: `failures` has unsupported settings and wrong values. */
  checkConfig(config: ProviderConfig): Promise<pulumi.provider.CheckResult>;
  /** Applies a configuration; default tags hold for every resource made from then on. */
  configure(config: ProviderConfig): Promise<void>;
}

/**
 * A provider of the `aws` package that works on `cloud`. Several of them, with different configurations, may share one
 * cloud.
 *
 * @param dir folder that relative paths of assets start from, the program's. Default: the working directory
 * @param roleName role whose policies decide over each request that the package would send to AWS. Default: none, the
 * provider works as the account's root user, which may do everything
 */
export function makeAwsProvider(cloud: Cloud, dir = process.cwd(), roleName?: string): AwsProvider {
  return new EmbeddedAws(cloud, dir, roleName);
}
