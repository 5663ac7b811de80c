import type { ResourceView } from "./resource-view";
import { entriesOf } from "./resource-view";

/** Settings of a rule that holds in production only. */
export interface ProductionSettings {
  /** Tags that say what a stack, or a resource, is for. Case does not matter. */
  readonly environmentTags: readonly string[];
  /** Their values that mean production. Case does not matter. */
  readonly productionValues: readonly string[];
}

export const productionSchema = {
  environmentTags: {
    type: "array" as const,
    items: { type: "string" as const },
    default: ["Environment", "Env", "Stage"],
    description: "Tags of the stack or the resource that say what it is for.",
  },
  productionValues: {
    type: "array" as const,
    items: { type: "string" as const },
    default: ["production", "prod"],
    description: "Values of these tags that mean production.",
  },
};

/** True where the stack's tags, or the resource's own (or inherited from its provider), say production. */
export function isProduction(
  resource: ResourceView,
  stackTags: ReadonlyMap<string, string>,
  { environmentTags, productionValues }: ProductionSettings,
): boolean {
  const keys = environmentTags.map((key) => key.toLowerCase());
  const values = productionValues.map((value) => value.toLowerCase());
  const says = ([key, value]: [string, unknown]) =>
    keys.includes(key.toLowerCase()) && typeof value === "string" && values.includes(value.toLowerCase());
  return [...stackTags].some(says) || tagsOf(resource).some(says);
}

/** The resource's tags: its own, the merged ones, and those that its provider puts on everything. */
export function tagsOf(resource: ResourceView): [string, unknown][] {
  return [
    ...entriesOf(resource.get("tags")),
    ...entriesOf(resource.get("tagsAll")),
    ...entriesOf(defaultTags(resource)),
  ];
}

/** A provider's settings reach the engine as JSON text, `defaultTags` among them. */
function defaultTags(resource: ResourceView) {
  const provider = resource.provider;
  const stated = entriesOf(provider).find(([key]) => key === "defaultTags")?.[1] ?? null;
  const parsed = typeof stated === "string" ? parse(stated) : stated;
  return entriesOf(parsed).find(([key]) => key === "tags")?.[1] ?? null;
}

function parse(text: string) {
  try {
    return JSON.parse(text) as ReturnType<ResourceView["get"]>;
  } catch {
    return null;
  }
}
