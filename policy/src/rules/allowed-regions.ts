import { defineRule } from "../core/define-rule";
import { valueAt } from "../core/resource-view";
import { taggable } from "../core/taggable";
import { isUnknown } from "../core/unknown";

interface Settings {
  readonly regions: readonly string[];
}

/** Data stays where it is meant to be. */
export const allowedRegions = defineRule<Settings>({
  name: "allowed-regions",
  description: "Resources are made in the regions that the configuration allows.",
  level: "advisory",
  severity: "medium",
  controls: {},
  remediationSteps: "Set aws:region, or the resource's region, to an allowed one.",
  settings: {
    regions: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Regions that are allowed. None: all are.",
    },
  },
  resource: {
    types: taggable,
    check: (resource, inquiry) => {
      const { regions } = inquiry.settings;
      if (regions.length === 0) return;
      const own = resource.get("region");
      const region = own === null ? valueAt(resource.provider, "region") : own;
      if (isUnknown(region)) inquiry.pending(resource, "region");
      else if (typeof region === "string" && !regions.includes(region))
        inquiry.violation(resource, `is made in ${region}`);
    },
  },
});
