import path from "node:path";

import {
  defaultSuffixes,
  howToEnable,
  optionalFormatDefaults,
  optionalFormats,
  settingOfSuffix,
} from "../../handlers/contract";
import type { TriggerRules } from "../stack/trigger-rules";

/** How to switch on the format that a key's ending names, where that takes a setting. */
function optionalHint(key: string): string {
  const extension = path.extname(key).toLowerCase();
  const setting = settingOfSuffix(extension);
  return setting === undefined ? "" : `. Files that end with ${extension}: ${howToEnable(setting)} Otherwise`;
}

/** Why no trigger fires for a key, with the settings that decide it. */
export function whyUntriggered(key: string, { suffixes, prefix }: Omit<TriggerRules, "fires">): string {
  const filters = [
    ...(prefix === "" ? [] : [`begin with ${prefix} (image-pipeline:uploadPrefix)`]),
    ...(suffixes.length === 0 ? [] : [`end with ${suffixes.join(" ")} (image-pipeline:suffixes)`]),
  ];
  // Long texts are cut: what helps comes first.
  return `no trigger fires for ${key}${optionalHint(key) || ":"} keys have to ${filters.join(" and ")}`;
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
  const suffixes = value("suffixes") === undefined ? defaultSuffixes(formats) : textsOf(value("suffixes") ?? "");
  if (suffixes.length === 0) return [];
  return names
    .filter((name) => !suffixes.some((suffix) => name.endsWith(suffix)))
    .map((name) => {
      const extension = path.extname(name);
      const setting = settingOfSuffix(extension.toLowerCase());
      const off = setting !== undefined && !formats.includes(setting);
      return {
        name,
        reason: off ? howToEnable(setting) : `Add "${extension}" to image-pipeline:suffixes to process it.`,
      };
    });
}

/** The texts of a JSON list; none where it is not one, which the program reports. */
function textsOf(json: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(json);
    return Array.isArray(list) ? list.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}
