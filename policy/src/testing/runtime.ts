import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import { unknownCheckingProxy } from "../core/plain-value";
import type { TestResource } from "./resource";

/** A resource as the SDK passes it to a policy: behind the proxy that throws where an unknown value is read. */
export function resourceView({ urn, type, name, properties, provider, options }: TestResource) {
  const { additionalSecretOutputs = [], parent } = options;
  const isOfType = (resourceClass: unknown) => (resourceClass as { __pulumiType?: string }).__pulumiType === type;
  // The engine hides what a provider notes for itself.
  const shown = Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
  const props = unknownCheckingProxy(withoutSecrets(shown) as Record<string, unknown>);
  return {
    urn,
    type,
    name,
    props,
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [...additionalSecretOutputs],
      ...(parent !== undefined && { parent }),
    },
    isType: isOfType,
    asType: ((resourceClass: unknown) =>
      isOfType(resourceClass) ? props : undefined) as ResourceValidationArgs["asType"],
    ...(provider && { provider: { ...provider, props: unknownCheckingProxy({ ...provider.properties }) } }),
  };
}

/** All resources of a stack, which refer to each other. */
export function stackView(resources: readonly TestResource[]): PolicyResource[] {
  const views = resources.map((resource): PolicyResource => ({
    ...(resourceView(resource) as unknown as PolicyResource),
    dependencies: [],
    propertyDependencies: {},
  }));
  const byUrn = new Map(views.map((view) => [view.urn, view]));
  const viewsOf = (urns: readonly string[]) => urns.flatMap((urn) => byUrn.get(urn) ?? []);
  resources.forEach(({ dependencies, propertyDependencies, options }, index) => {
    const view = views[index];
    if (view === undefined) return;
    const parent = options.parent === undefined ? undefined : byUrn.get(options.parent);
    if (parent !== undefined) view.parent = parent;
    view.dependencies = viewsOf(dependencies);
    for (const [input, urns] of Object.entries(propertyDependencies)) view.propertyDependencies[input] = viewsOf(urns);
  });
  return views;
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Properties as the SDK passes them to a policy: secrets unwrapped, code omitted. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  if (SIGNATURE in record) return "value" in record ? withoutSecrets(record["value"]) : undefined;
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, withoutSecrets(item)]));
}
