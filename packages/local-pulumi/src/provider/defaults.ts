import { isMap, withinMarks, type PropertyMap, type PropertyValue } from "../property-values";
import type { Properties, Shape } from "./schema";

/** Where inputs note which of them are defaults. */
export const DEFAULTS = "__defaults";

/** Inputs with the defaults in them, and their list under {@link DEFAULTS}. */
export interface WithDefaults {
  readonly inputs: PropertyMap;
  readonly defaulted: readonly string[];
}

/** Whether `old` had `name` by default. Inputs without a list are taken to have everything by default. */
export function wasDefault(old: PropertyMap, name: string): boolean {
  const { [DEFAULTS]: list } = old;
  return old[name] !== undefined && (!Array.isArray(list) || list.includes(name));
}

/**
 * Inputs in wire form with the schema's defaults, within objects too. A default of the last run stays as it was.
 *
 * Source: `applyDefaults` in `pkg/tfbridge/schema.go` of pulumi-terraform-bridge, which leaves out deprecated inputs.
 * The bridge notes defaults in nested objects as well; here the list has those of the resource alone.
 */
export function withDefaults(properties: Properties, inputs: PropertyMap, old: PropertyMap): WithDefaults {
  const within = filledWithin(properties, inputs);
  const added = Object.entries(defaultsOf(properties, within)).map(
    ([name, value]) => [name, wasDefault(old, name) ? (old[name] ?? value) : value] as const,
  );
  return { inputs: { ...within, ...Object.fromEntries(added) }, defaulted: added.map(([name]) => name) };
}

/** Defaults of the properties that `given` lacks. */
function defaultsOf(properties: Properties, given: PropertyMap): PropertyMap {
  const entries = Object.entries(properties).flatMap(([name, { byDefault, deprecated, required }]) => {
    const left = given[name] === undefined || given[name] === null;
    const applies = left && byDefault !== undefined && (deprecated === undefined || required === true);
    return applies ? [[name, byDefault] as const] : [];
  });
  return Object.fromEntries(entries);
}

function filledWithin(properties: Properties, given: PropertyMap): PropertyMap {
  const entries = Object.entries(given).map(([name, value]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [name, property === undefined ? value : filled(property.shape, value)] as const;
  });
  return Object.fromEntries(entries);
}

function filled(shape: Shape, value: PropertyValue): PropertyValue {
  return withinMarks(value, (inner) => {
    if (shape.kind === "list" && Array.isArray(inner)) return inner.map((item) => filled(shape.of, item));
    if (shape.kind !== "object" || !isMap(inner)) return inner;
    const within = filledWithin(shape.properties, inner);
    return { ...within, ...defaultsOf(shape.properties, within) };
  });
}
