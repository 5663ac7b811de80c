import { entriesOf, type Plain } from "./plain-value";
import type { ResourceView } from "./resource-view";

/** Settings of a rule that applies to production only. */
export interface ProductionSettings {
  /** Tags that name the environment of a stack or a resource. Not case-sensitive. */
  readonly environmentTags: readonly string[];
  /** Their values that mean production. Not case-sensitive. */
  readonly productionValues: readonly string[];
}

export const productionSchema = {
  environmentTags: {
    type: "array" as const,
    items: { type: "string" as const },
    default: ["Environment", "Env", "Stage"],
    description: "Tags of the stack or the resource that name its environment.",
  },
  productionValues: {
    type: "array" as const,
    items: { type: "string" as const },
    default: ["production", "prod"],
    description: "Values of these tags that mean production.",
  },
};

/** True where a tag of the stack, of the resource or of its provider names a production environment. */
export function isProduction(
  resource: ResourceView,
  stackTags: ReadonlyMap<string, string>,
  { environmentTags, productionValues }: ProductionSettings,
): boolean {
  const keys = environmentTags.map((key) => key.toLowerCase());
  const values = productionValues.map((value) => value.toLowerCase());
  const isProductionTag = ([key, value]: [string, unknown]) =>
    keys.includes(key.toLowerCase()) && typeof value === "string" && values.includes(value.toLowerCase());
  return [...stackTags].some(isProductionTag) || tagsOf(resource).some(isProductionTag);
}

/** The resource's tags: `tags`, `tagsAll`, and the provider's default tags. */
export function tagsOf(resource: ResourceView): [string, unknown][] {
  return [
    ...entriesOf(resource.get("tags")),
    ...entriesOf(resource.get("tagsAll")),
    ...entriesOf(defaultTags(resource)),
  ];
}

/** The engine holds a provider's settings as JSON text. */
function defaultTags(resource: ResourceView) {
  const provider = resource.provider;
  const stated = entriesOf(provider).find(([key]) => key === "defaultTags")?.[1] ?? null;
  const parsed = typeof stated === "string" ? parse(stated) : stated;
  return entriesOf(parsed).find(([key]) => key === "tags")?.[1] ?? null;
}

function parse(text: string): Plain {
  try {
    return JSON.parse(text) as Plain;
  } catch {
    return null;
  }
}
