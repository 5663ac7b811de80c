import { defineRule } from "../../core/define-rule";
import { linesOf } from "../../core/pending-values";

export const packUnknownValues = defineRule({
  name: "pack-unknown-values",
  description: "Values that are unknown in a preview are checked in the update.",
  why: "A value that depends on a resource that does not exist yet is unknown in a preview. The update evaluates the same rules again, with every value known before its resource is created.",
  level: "advisory",
  severity: "low",
  controls: {},
  always: true,
  remediationSteps: "No action is needed: the update checks each value before it creates the resource.",
  stack: (stack, context) => {
    const urns = new Set(stack.resources.map(({ urn }) => urn));
    const values = context.run.pending.take().filter(({ urn }) => urns.has(urn));
    if (values.length === 0) return;
    const lines = linesOf(values).map((line) => `  ${line}`);
    context.stackViolation(
      `Unknown in this preview, with the rules that check them in the update:\n${lines.join("\n")}`,
    );
  },
});
