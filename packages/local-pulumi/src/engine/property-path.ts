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

/** `news` with everything that `paths` name put back to what it is in `olds`. */
export function keepOld(paths: readonly string[], olds: PropertyMap, news: PropertyMap): PropertyMap {
  const kept = structuredClone(news);
  for (const path of paths) reset(parsePath(path), olds, kept);
  return kept;
}

function reset([head, ...rest]: Segment[], olds: PropertyValue | undefined, news: PropertyValue | undefined): void {
  if (head === undefined || typeof news !== "object" || news === null) return;
  const keys = head === "*" ? [...new Set([...childKeys(olds), ...childKeys(news)])] : [head];
  for (const key of keys) {
    const before = child(olds, key);
    if (rest.length > 0) reset(rest, before, child(news, key));
    else if (Array.isArray(news)) {
      if (before !== undefined && Number(key) < news.length) news[Number(key)] = structuredClone(before);
    } else if (before === undefined) delete news[key];
    else news[key] = structuredClone(before);
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
export function changedPaths(olds: PropertyValue, news: PropertyValue, above: Segment[] = []): Segment[][] {
  if (sameValue(olds, news)) return [];
  const bothMaps = isMap(olds) && isMap(news);
  const bothLists = Array.isArray(olds) && Array.isArray(news);
  if (!bothMaps && !bothLists) return [above];
  const keys = [...new Set([...childKeys(olds), ...childKeys(news)])];
  return keys.flatMap((key) => changedPaths(child(olds, key) ?? null, child(news, key) ?? null, [...above, key]));
}

/** True if a change at `changed` is one of `pattern`, that is at it, above it or below it. */
export function matchesPath(pattern: string, changed: readonly Segment[]): boolean {
  return parsePath(pattern).every((segment, i) => i >= changed.length || segment === "*" || segment === changed[i]);
}
