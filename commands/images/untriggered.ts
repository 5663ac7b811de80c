import path from "node:path";

import {
  defaultSuffixes,
  howToEnable,
  optionalFormatDefaults,
  optionalFormats,
  settingOfSuffix,
} from "../../handlers/contract";
import type { TriggerRoute, TriggerRules } from "../stack/trigger-rules";

/** How to switch on the format that a key's ending names, where that takes a setting. */
function optionalHint(key: string): string {
  const extension = path.extname(key).toLowerCase();
  const setting = settingOfSuffix(extension);
  return setting === undefined ? "" : `. Files that end with ${extension}: ${howToEnable(setting)} Otherwise`;
}

/** Why no trigger fires for a key, with the settings that decide it. */
export function whyUntriggered(key: string, { routes }: Pick<TriggerRules, "routes">): string {
  const [only, ...others] = routes;
  const filters =
    only && others.length === 0
      ? filtersOf(only, [" (image-pipeline:uploadPrefix)", " (image-pipeline:suffixes)"])
      : `${routes.map((route) => filtersOf(route)).join(", or ")} (image-pipeline:routes)`;
  // Long texts are cut: what helps comes first.
  return `no trigger fires for ${key}${optionalHint(key) || ":"} keys have to ${filters}`;
}

/** What keys of a route have to be, with what is put behind each of its filters. */
function filtersOf({ prefix, suffixes }: TriggerRoute, [ofPrefix, ofSuffixes] = ["", ""]): string {
  return [
    ...(prefix === "" ? [] : [`begin with ${prefix}${ofPrefix}`]),
    ...(suffixes.length === 0 ? [] : [`end with ${suffixes.join(" ")}${ofSuffixes}`]),
  ].join(" and ");
}

/**
 * Images that a stack will not process because of their endings, with the setting that would let each in, by its
 * configuration: people should not have to wait for the stack to learn of it.
 *
 * @param values of the configuration, by full key
 */
export function untriggeredByConfig(
  names: readonly string[],
  project: string,
  values: Readonly<Record<string, string>>,
): { readonly name: string; readonly reason: string }[] {
  const value = (key: string) => values[`${project}:${key}`];
  const formats = Object.values(optionalFormats).filter(
    (format) => (value(format) ?? String(optionalFormatDefaults[format])) === "true",
  );
  const listed = (list: unknown) => (list === undefined ? defaultSuffixes(formats) : textsOf(list));
  const routes = routesIn(value("routes"));
  /** Files go below the first route unless their names begin with the prefix of another: see `TriggerRules.keyOf`. */
  const routeOf = (name: string) => routes.find(({ prefix = "" }) => name.startsWith(prefix)) ?? routes[0];
  const suffixesOf = (name: string) =>
    listed(routes.length === 0 ? parsed(value("suffixes")) : routeOf(name)?.suffixes);
  const isTriggered = (name: string) => {
    const suffixes = suffixesOf(name);
    return suffixes.length === 0 || suffixes.some((suffix) => name.endsWith(suffix));
  };
  return names
    .filter((name) => !isTriggered(name))
    .map((name) => {
      const route = routeOf(name);
      const list = route ? `the suffixes of ${route.prefix} in image-pipeline:routes` : "image-pipeline:suffixes";
      const extension = path.extname(name);
      const setting = settingOfSuffix(extension.toLowerCase());
      const off = setting !== undefined && !formats.includes(setting);
      return {
        name,
        reason: off ? howToEnable(setting) : `Add "${extension}" to ${list} to process it.`,
      };
    });
}

/** A route as it is configured, not checked. */
interface UncheckedRoute {
  readonly prefix?: string;
  readonly suffixes?: unknown;
}

function routesIn(json: string | undefined): readonly UncheckedRoute[] {
  const list = parsed(json);
  return Array.isArray(list)
    ? list.filter((one): one is UncheckedRoute => typeof one === "object" && one !== null)
    : [];
}

/** A value that may be JSON; null where it is none, which the program reports. */
function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** The texts of a list; none where it is not one, which the program reports. */
function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
}
