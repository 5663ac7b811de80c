import { defineRule } from "../core/define-rule";
import { takePendingValues } from "../core/pending-values";

/**
 * Says, once for the run and once per value, what a preview could not check. The rules that wait are asked again in the update, when every value is known before
 * its resource is made: none of them is silent for good.
 */
export const packUnknownValues = defineRule({
  name: "pack-unknown-values",
  description: "Values that are not known yet are checked in the update.",
  level: "advisory",
  severity: "low",
  controls: {},
  remediationSteps: "Nothing is to be done: the update checks each before it makes the resource.",
  stack: (stack, inquiry) => {
    const urns = new Set(stack.resources.map(({ urn }) => urn));
    const values = takePendingValues().filter(({ urn }) => urns.has(urn));
    if (values.length === 0) return;
    const lines = values.map(({ name, path, rules }) => `  ${name}, ${path}: ${[...rules].sort().join(", ")}`);
    inquiry.stackViolation(`Not known yet, with the rules that will check:\n${lines.join("\n")}`);
  },
});
