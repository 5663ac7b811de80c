import { defineRule } from "../core/define-rule";
import { takePendingValues } from "../core/pending-values";

/**
 * Says, once per value, what a preview could not check. The rules that wait are asked again in the update, when every value is known before its resource is
 * made: none of them is silent for good.
 */
export const packUnknownValues = defineRule({
  name: "pack-unknown-values",
  description: "Values that are not known yet are checked in the update.",
  level: "advisory",
  severity: "low",
  controls: {},
  remediationSteps: "Nothing is to be done: the update checks them before it makes the resource.",
  stack: (stack, inquiry) => {
    const resources = new Map(stack.resources.map((resource) => [resource.urn, resource]));
    for (const { urn, path, rules } of takePendingValues()) {
      const resource = resources.get(urn);
      if (resource !== undefined)
        inquiry.violation(resource, `has no known ${path} yet, which ${[...rules].sort().join(", ")} will check`);
    }
  },
});
