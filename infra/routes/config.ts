import { expandVariants, type ConfiguredVariant, type Route } from "../../handlers/contract";
import type { ConfigReader } from "../config-reader";
import { readSuffixes } from "./suffixes";
import { MAX_JSON_BYTES, readVariants, type VariantDefaults } from "../variant-config";
import { environmentRoutes } from "./environment";

/** A route of the stack's config: what is made of the uploads below one prefix. */
export interface RouteConfig extends Route {
  /** Its variants, sets as one each. */
  readonly configuredVariants: readonly ConfiguredVariant[];
}

/** What a route follows of the stack's config. */
interface RouteDefaults extends VariantDefaults {
  /** Suffixes of routes that state none. */
  readonly suffixes: readonly string[];
}

/** Settings of a stack that `routes` stand in the place of. */
const replacedSettings = ["uploadPrefix", "suffixes", "variants"] as const;

/**
 * A prefix of keys. It becomes part of IAM resources, where `*` and `?` are wildcards (IAM User Guide, "IAM JSON policy
 * elements: Resource").
 */
const prefixPattern = /^(?!\/)[A-Za-z0-9!_.'()/-]{1,512}$/;

/** Reads `routes`. Undefined: the stack has none, and makes the same of every upload. */
export function readRoutes(reader: ConfigReader, defaults: RouteDefaults): readonly RouteConfig[] | undefined {
  if (reader.raw("routes") === undefined) return undefined;
  for (const key of replacedSettings) {
    if (reader.raw(key) !== undefined) reader.problem(key, "none with routes, each of which has its own");
  }
  const routes = reader.objects<RouteConfig>("routes", [], (item) => readRoute(item, defaults));
  if (routes.length === 0) reader.problem("routes", "at least one, or no such setting");
  reportOverlaps(reader, routes);
  const jsonBytes = Buffer.byteLength(JSON.stringify(environmentRoutes(routes, defaults.suffixes)));
  if (jsonBytes > MAX_JSON_BYTES) {
    reader.problem("routes", `at most ${MAX_JSON_BYTES} bytes of JSON, which Lambda's environment holds`, jsonBytes);
  }
  return routes;
}

function readRoute(reader: ConfigReader, defaults: RouteDefaults): RouteConfig {
  const prefix = reader.text(
    "prefix",
    undefined,
    prefixPattern,
    "1..512 letters, digits and !_.'()/- not beginning with /",
  );
  reader.missing("prefix", "what the keys of the route begin with");
  const configuredVariants = readVariants(reader, defaults);
  return {
    prefix: prefix ?? "",
    suffixes: readSuffixes(reader, defaults.suffixes),
    configuredVariants,
    variants: expandVariants(configuredVariants),
  };
}

/**
 * S3 refuses notifications of one event whose filters overlap (Amazon S3 User Guide, "Configuring event notifications
 * using object key name filtering"), and a key of two routes would have results of both.
 */
function reportOverlaps(reader: ConfigReader, routes: readonly RouteConfig[]): void {
  const prefixes = routes.map(({ prefix }) => prefix).filter((prefix) => prefix !== "");
  prefixes.forEach((prefix, index) => {
    const other = prefixes.slice(index + 1).find((one) => one.startsWith(prefix) || prefix.startsWith(one));
    if (other !== undefined) {
      const expected = "prefixes of which none begins with another: S3 refuses notifications whose filters overlap";
      reader.problem("routes", expected, [prefix, other]);
    }
  });
}
