import { canonicalArchive } from "./archives";
import type { Property, Properties, Shape } from "./schema";
import { hasUnknown, isArchive, type Bag } from "../property-values";

/** JSON with sorted keys, so that equal things have equal text. */
function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, v: unknown) =>
      typeof v === "object" && v !== null && !Array.isArray(v)
        ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
        : v,
    ) ?? ""
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}

function readJson(value: unknown): unknown {
  try {
    return JSON.parse(value as string) as unknown;
  } catch {
    return value;
  }
}

function sameList(of: Shape, asSet: boolean, before: readonly unknown[], after: readonly unknown[]): boolean {
  if (before.length !== after.length) return false;
  if (!asSet) return before.every((item, i) => sameShape(of, item, after[i]));
  const left = [...before];
  return after.every((item) => {
    const at = left.findIndex((candidate) => sameShape(of, candidate, item));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function sameShape(shape: Shape, before: unknown, after: unknown): boolean {
  if (shape.kind === "object") {
    const [a, b] = [(before ?? {}) as Bag, (after ?? {}) as Bag];
    return Object.entries(shape.properties).every(([name, property]) => sameProperty(property, a[name], b[name]));
  }
  // A switch or a number that is not given is one that is off or zero, as in the provider's schema.
  if (shape.kind === "boolean") return (before ?? false) === (after ?? false);
  if (shape.kind === "number") return (before ?? 0) === (after ?? 0);
  if (isEmpty(before) || isEmpty(after)) return isEmpty(before) && isEmpty(after);
  switch (shape.kind) {
    case "json":
      return stable(readJson(before)) === stable(readJson(after));
    case "archive":
      if (!isArchive(before) || !isArchive(after)) return stable(before) === stable(after);
      return canonicalArchive(before) === canonicalArchive(after);
    case "list":
      return sameList(shape.of, shape.asSet === true, before as readonly unknown[], after as readonly unknown[]);
    default:
      return stable(before) === stable(after);
  }
}

/** Whether a property stays as it is. A value that is not known yet counts as a change. */
export function sameProperty(property: Property, before: unknown, after: unknown): boolean {
  if (hasUnknown(after)) return false;
  if (property.computed === true && isEmpty(after)) return true;
  const { byDefault } = property;
  return sameShape(property.shape, before ?? byDefault, after ?? byDefault);
}

/** Names of the properties that differ between a state and new inputs. */
export function changedProperties(properties: Properties, before: Bag, after: Bag): string[] {
  return Object.entries(properties)
    .filter(([name, property]) => !sameProperty(property, before[name], after[name]))
    .map(([name]) => name);
}
