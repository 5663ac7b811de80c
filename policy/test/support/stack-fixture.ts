import type { AnalyzedResource } from "@image-pipeline/local-pulumi/policy-host";

/** What the wire has for a value that is not known in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a fixture says of a resource besides its type, name and properties. */
export interface FixtureOptions {
  /** For each input, the resources that it was made from. */
  readonly from?: Readonly<Record<string, AnalyzedResource | readonly AnalyzedResource[]>>;
  readonly stack?: string;
  readonly provider?: AnalyzedResource["provider"];
}

/** A resource as the engine would show it to a pack. */
export function resource(
  type: string,
  name: string,
  properties: Record<string, unknown> = {},
  { from = {}, stack = "dev", provider }: FixtureOptions = {},
): AnalyzedResource {
  const origins = Object.entries(from).map(([input, made]) => [input, [made].flat().map(({ urn }) => urn)] as const);
  return {
    urn: `urn:pulumi:${stack}::image-pipeline::${type}::${name}`,
    type,
    name,
    properties,
    dependencies: [...new Set(origins.flatMap(([, urns]) => urns))],
    propertyDependencies: Object.fromEntries(origins),
    options: {},
    ...(provider && { provider }),
  };
}
