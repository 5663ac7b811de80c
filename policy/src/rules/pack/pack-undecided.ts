import { defineRule } from "../../core/define-rule";
import { linesOf, type UndecidedLevel } from "../../core/pending-values";

export const packUndecided = defineRule({
  name: "pack-undecided",
  description: "Values that a rule requires are known in the preview.",
  why: "A preview that decides everything cannot be followed by an update that stops half-way.",
  level: "mandatory",
  severity: "high",
  controls: {},
  always: true,
  remediationSteps:
    "Make the value known in a preview: pass policies as objects in a program that calls judgeDocuments(), name resources, or create what the value comes from first; or set undecided to advisory.",
  stack: (stack, context) => {
    const { undecided = "inherited" } = context.settings as { undecided?: UndecidedLevel };
    const urns = new Set(stack.resources.map(({ urn }) => urn));
    const values = context.run.pending.takeMandatory(undecided).filter(({ urn }) => urns.has(urn));
    if (values.length === 0) return;
    context.stackViolation(
      `Unknown in this preview, with the rules that cannot decide without it:\n${linesOf(values)
        .map((line) => `  ${line}`)
        .join("\n")}`,
    );
  },
});
