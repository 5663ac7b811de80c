import { routeOf, type Routing } from "./routes";
import { isWatermark } from "./watermarks";

/** Whether an object is a folder marker: the empty object that consoles create to show a folder. */
export function isFolderMarker(key: string): boolean {
  return key.endsWith("/");
}

/** Whether an object is no original: a folder marker, a watermark of the stack's variants, or with `routes` in none. */
export function isIgnoredKey(key: string, routing: Routing): boolean {
  const isOutside = routing.routes !== undefined && routeOf(routing, key) === undefined;
  return isOutside || isFolderMarker(key) || isWatermark(key, routing);
}

/** Whether a route's triggers process objects with this key. Their prefix is the caller's to check. */
export function matchesTrigger(key: string, { suffixes }: { readonly suffixes: readonly string[] }): boolean {
  return !isFolderMarker(key) && (suffixes.length === 0 || suffixes.some((suffix) => key.endsWith(suffix)));
}

/** Whether the stack's triggers process objects with this key. */
export function isProcessedKey(key: string, routing: Routing): boolean {
  const route = routeOf(routing, key);
  return route !== undefined && matchesTrigger(key, route);
}
