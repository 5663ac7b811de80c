import type { ConfiguredRoute } from "../../handlers/contract";
import type { RouteConfig } from "./config";

/**
 * Routes as the functions' environment has them.
 *
 * @param stackSuffixes those of routes that state none, which the environment has once
 */
export function environmentRoutes(
  routes: readonly RouteConfig[],
  stackSuffixes: readonly string[],
): readonly ConfiguredRoute[] {
  return routes.map(({ prefix, suffixes, configuredVariants: variants }) => ({
    prefix,
    ...(suffixes === stackSuffixes ? {} : { suffixes }),
    variants,
  }));
}
