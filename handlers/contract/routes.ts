import type { ConfiguredVariant } from "./variant-sets";
import type { Variant } from "./variants";

/** What is made of the uploads below one prefix. */
export interface Route {
  /** Every key of the route begins with it, and no other route's prefix does, nor is it the beginning of another. */
  readonly prefix: string;
  /** Every key of the route ends with one of them; none: any. */
  readonly suffixes: readonly string[];
  /** Names are unique in a route; results of different routes have different keys, since originals have. */
  readonly variants: readonly Variant[];
}

/** A route as the functions' environment has it. */
export interface ConfiguredRoute {
  readonly prefix: string;
  /** Absent: those of the stack. */
  readonly suffixes?: readonly string[];
  readonly variants: readonly ConfiguredVariant[];
}

/** A stack that makes the same of every upload. */
interface OneRoute {
  /** Every original's key begins with it. */
  readonly uploadPrefix: string;
  /** Every original's key ends with one of them; none: any. */
  readonly suffixes: readonly string[];
  readonly variants: readonly Variant[];
  readonly routes?: undefined;
}

/** A stack with routes: every original's key is one of theirs. */
interface SeveralRoutes {
  readonly routes: readonly Route[];
  readonly uploadPrefix?: undefined;
  readonly suffixes?: undefined;
  readonly variants?: undefined;
}

/** Which uploads a stack processes, and what it makes of them. */
export type Routing = OneRoute | SeveralRoutes;

/** The routes of a stack; of one without `routes` the one that its settings describe. */
export function routesOf(routing: Routing): readonly Route[] {
  if (routing.routes) return routing.routes;
  const { uploadPrefix: prefix, suffixes, variants } = routing;
  return [{ prefix, suffixes, variants }];
}

/** The route of a key, whatever its suffix is. Undefined: it is in none. */
export function routeOf(routing: Routing, key: string): Route | undefined {
  return routesOf(routing).find(({ prefix }) => key.startsWith(prefix));
}

/**
 * The variants that are made of a key; none of a key without a route. A stack without `routes` has one list, which is
 * also that of keys outside its prefix: results and records may be left of an earlier prefix.
 */
export function variantsOf(routing: Routing, key: string): readonly Variant[] {
  return routing.routes ? (routeOf(routing, key)?.variants ?? []) : routing.variants;
}

/** The prefixes of the routes, in their order. */
export function prefixesOf(routing: Routing): readonly string[] {
  return routesOf(routing).map(({ prefix }) => prefix);
}

/** Prefixes for people: `"photos/" or "avatars/"`. */
export function prefixesText(routing: Routing): string {
  return prefixesOf(routing)
    .map((prefix) => `"${prefix}"`)
    .join(" or ");
}

/** The key of an object whose name a caller of the upload API gives: below `uploadPrefix`; with `routes` its key. */
export function uploadedKey(routing: Routing, name: string): string {
  return `${routing.uploadPrefix ?? ""}${name}`;
}

/** The name by which a caller of the upload API gives a key of the stack: what {@link uploadedKey} makes the key of. */
export function uploadNameOf(routing: Routing, key: string): string {
  return key.slice(routing.uploadPrefix?.length);
}
