import type { StackConfig } from "../config";
import type { RouteConfig } from "./config";

type RoutedConfig = Pick<StackConfig, "routes" | "uploadPrefix" | "suffixes" | "configuredVariants" | "variants">;

/** The routes of a stack; of one without `routes` the one that its other settings describe. */
export function routesOf(config: RoutedConfig): readonly RouteConfig[] {
  const { routes, uploadPrefix: prefix, suffixes, configuredVariants, variants } = config;
  return routes ?? [{ prefix, suffixes, configuredVariants, variants }];
}

/** The prefixes of the stack's originals. */
export function prefixesOf(config: RoutedConfig): readonly string[] {
  return routesOf(config).map(({ prefix }) => prefix);
}
