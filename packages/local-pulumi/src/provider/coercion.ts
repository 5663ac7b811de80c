import { isMap, withinMarks, type PropertyMap, type PropertyValue } from "../property-values";
import type { Properties, Shape } from "./schema";

/** Inputs of the types that the schema declares, and what the package warns of on the way. */
export interface Coerced {
  readonly inputs: PropertyMap;
  readonly warnings: readonly string[];
}

/**
 * Inputs in wire form, with values of a near type made what the schema declares: numbers and switches as texts, texts
 * of digits as numbers, `"true"` as a switch, a single item as a list, a list of one as the object of a block. What
 * has no such form stays, and is refused.
 *
 * Source: `makeTerraformInput` in `pkg/tfbridge/schema.go` of pulumi-terraform-bridge; the warnings are those of its
 * `typechecker`.
 */
export function coerced(properties: Properties, inputs: PropertyMap): Coerced {
  const warnings: string[] = [];
  return { inputs: coercedObject(properties, inputs, "", warnings), warnings };
}

function coercedObject(properties: Properties, inputs: PropertyMap, prefix: string, warnings: string[]): PropertyMap {
  const entries = Object.entries(inputs).map(([name, value]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [name, value] as const;
    return [name, coercedValue(property.shape, value, `${prefix}${name}`, warnings)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** An empty list in place of an object is null: there is no block. */
function coercedValue(shape: Shape, value: PropertyValue, path: string, warnings: string[]): PropertyValue {
  return withinMarks(value, (inner) => {
    switch (shape.kind) {
      case "string":
        return typeof inner === "number" || typeof inner === "boolean" ? String(inner) : inner;
      case "number":
        return typeof inner === "string" && /^[+-]?\d+$/.test(inner) ? Number(inner) : inner;
      case "boolean":
        return inner === "true" ? true : inner === "false" ? false : inner;
      case "list": {
        if (inner === null) return inner;
        if (!Array.isArray(inner)) warnings.push(unexpected(path, "array", inner));
        const items = Array.isArray(inner) ? inner : [inner];
        return items.map((item, i) => coercedValue(shape.of, item, `${path}[${i}]`, warnings));
      }
      case "map":
        if (!isMap(inner)) return inner;
        return Object.fromEntries(
          Object.entries(inner).map(([key, item]) => [key, coercedValue(shape.of, item, `${path}.${key}`, warnings)]),
        );
      case "object": {
        const block = Array.isArray(inner) && inner.length < 2 ? (inner[0] ?? null) : inner;
        if (block !== inner) warnings.push(unexpected(path, "object", inner));
        return isMap(block) ? coercedObject(shape.properties, block, `${path}.`, warnings) : block;
      }
      default:
        return inner;
    }
  });
}

function unexpected(path: string, type: string, value: PropertyValue): string {
  const got = Array.isArray(value) ? "array" : isMap(value) ? "object" : typeof value;
  return `Type checking failed: unexpected type at field "${path}": expected ${type} type, got ${got} type`;
}
