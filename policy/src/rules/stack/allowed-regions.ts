import { defineRule } from "../../core/define-rule";
import { isUnknown, valueAt } from "../../core/plain-value";
import { taggableTypes } from "../../core/resource-types";

interface Settings {
  readonly regions: readonly string[];
}

export const allowedRegions = defineRule<Settings>({
  name: "allowed-regions",
  description: "Resources are created in allowed regions.",
  why: "Data stays in the regions that contracts and laws allow.",
  level: "advisory",
  severity: "medium",
  controls: {},
  remediationSteps: "Set aws:region, or the resource's region, to an allowed one.",
  settings: {
    regions: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Allowed regions. Empty: every region is allowed.",
    },
  },
  resource: {
    types: taggableTypes,
    check: (resource, context) => {
      const { regions } = context.settings;
      if (regions.length === 0) return;
      const own = resource.get("region");
      const region = own === null ? valueAt(resource.provider, "region") : own;
      if (isUnknown(region)) context.pending(resource, "region");
      else if (typeof region === "string" && !regions.includes(region))
        context.violation(resource, `is created in ${region}`);
    },
  },
});
