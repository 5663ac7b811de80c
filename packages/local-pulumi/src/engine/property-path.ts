import { isMap, sameValue, type PropertyMap, type PropertyValue } from "../property-values";

/** A step into a map or a list; `*` is every one. */
type Segment = string;

/**
 * Splits a property path as resource options take it: `a.b[0]["c.d"]`, with `*` for every key or item.
 */
export function parsePath(path: string): Segment[] {
  const segments = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)];
  return segments.map(([, quoted, index, name]) => quoted?.replaceAll('\\"', '"') ?? index ?? name ?? "");
}

/** `newInputs` with everything at `paths` put back to its value in `oldInputs`. */
export function keepOld(paths: readonly string[], oldInputs: PropertyMap, newInputs: PropertyMap): PropertyMap {
  const kept = structuredClone(newInputs);
  for (const path of paths) reset(parsePath(path), oldInputs, kept);
  return kept;
}

function reset(
  [head, ...rest]: Segment[],
  oldValue: PropertyValue | undefined,
  newValue: PropertyValue | undefined,
): void {
  if (head === undefined || typeof newValue !== "object" || newValue === null) return;
  const keys = head === "*" ? [...new Set([...childKeys(oldValue), ...childKeys(newValue)])] : [head];
  for (const key of keys) {
    const before = child(oldValue, key);
    if (rest.length > 0) reset(rest, before, child(newValue, key));
    else if (Array.isArray(newValue)) {
      if (before !== undefined && Number(key) < newValue.length) newValue[Number(key)] = structuredClone(before);
    } else if (before === undefined) delete newValue[key];
    else newValue[key] = structuredClone(before);
  }
}

function childKeys(value: PropertyValue | undefined): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function child(value: PropertyValue | undefined, key: string): PropertyValue | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isMap(value) ? value[key] : undefined;
}

/** Paths of the innermost values that are not the same in both. */
export function changedPaths(before: PropertyValue, after: PropertyValue, above: Segment[] = []): Segment[][] {
  if (sameValue(before, after)) return [];
  const bothMaps = isMap(before) && isMap(after);
  const bothLists = Array.isArray(before) && Array.isArray(after);
  if (!bothMaps && !bothLists) return [above];
  const keys = [...new Set([...childKeys(before), ...childKeys(after)])];
  return keys.flatMap((key) => changedPaths(child(before, key) ?? null, child(after, key) ?? null, [...above, key]));
}

/** True if a change at `changed` is one of `pattern`, that is at it, above it or below it. */
export function matchesPath(pattern: string, changed: readonly Segment[]): boolean {
  return parsePath(pattern).every((segment, i) => i >= changed.length || segment === "*" || segment === changed[i]);
}
