import type { RouteView } from "./contract";

/** The route of a key; undefined: the stack makes nothing of it. */
export function routeOf(routes: readonly RouteView[], key: string): RouteView | undefined {
  return routes.find(({ prefix }) => key.startsWith(prefix));
}

/**
 * The key that a file is uploaded as: below the chosen prefix, unless its path begins with the prefix of one of several
 * routes, as in a folder that looks like the bucket.
 */
export function keyOfFile(routes: readonly RouteView[], chosen: string, path: string): string {
  return routes.length > 1 && routeOf(routes, path) ? path : `${chosen}${path}`;
}
