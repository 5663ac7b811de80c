import path from "node:path";

import { howToEnable, mediaTypesBySuffix, optionalFormats } from "../../handlers/contract";
import type { TriggerRules } from "../stack/trigger-rules";

/** How to switch on the format that a key's ending names, where that takes a setting. */
function optionalHint(key: string): string {
  const extension = path.extname(key).toLowerCase();
  const mediaType = mediaTypesBySuffix[extension];
  const setting = Object.entries(optionalFormats).find(([type]) => type === mediaType)?.[1];
  return setting === undefined ? "" : `. Files that end with ${extension}: ${howToEnable(setting)}`;
}

/** Why no trigger fires for a key, with the settings that decide it. */
export function whyUntriggered(key: string, { suffixes, prefix }: Omit<TriggerRules, "fires">): string {
  const filters = [
    ...(prefix === "" ? [] : [`begin with ${prefix} (image-pipeline:uploadPrefix)`]),
    ...(suffixes.length === 0 ? [] : [`end with ${suffixes.join(" ")} (image-pipeline:suffixes)`]),
  ];
  return `no trigger fires for ${key}: keys have to ${filters.join(" and ")}${optionalHint(key)}`;
}
