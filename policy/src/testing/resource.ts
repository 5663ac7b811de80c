/** A resource of a test: its inputs, as a program states them, or its outputs. */
export interface TestResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** URNs of every resource that this one depends on. */
  readonly dependencies: readonly string[];
  /** For each input, the URNs of the resources whose outputs it was made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly options: {
    readonly additionalSecretOutputs?: readonly string[];
    /** URN. */
    readonly parent?: string;
  };
  readonly provider?: {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly properties: Readonly<Record<string, unknown>>;
  };
}

/** A value that is not known in a preview, in the engine's encoding. Anywhere in a resource's properties. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface TestResourceOptions {
  /** For each input, the resources that it was made from. */
  readonly from?: Readonly<Record<string, TestResource | readonly TestResource[]>>;
  /** Default: `dev`. */
  readonly stack?: string;
  /** Default: none. */
  readonly options?: TestResource["options"];
  readonly provider?: TestResource["provider"];
}

/** A resource of a test. `type` is its type token: `aws:s3/bucket:Bucket`. */
export function resource(
  type: string,
  name: string,
  properties: Record<string, unknown> = {},
  { from = {}, stack = "dev", options = {}, provider }: TestResourceOptions = {},
): TestResource {
  const origins = Object.entries(from).map(([input, made]) => [input, [made].flat().map(({ urn }) => urn)] as const);
  return {
    urn: `urn:pulumi:${stack}::image-pipeline::${type}::${name}`,
    type,
    name,
    properties,
    dependencies: [...new Set(origins.flatMap(([, urns]) => urns))],
    propertyDependencies: Object.fromEntries(origins),
    options,
    ...(provider && { provider }),
  };
}
