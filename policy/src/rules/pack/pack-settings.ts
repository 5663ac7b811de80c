import { defineRule } from "../../core/define-rule";

export const packSettings = defineRule({
  name: "pack-settings",
  description: "Settings are those that the rules have.",
  why: "The engine passes on a misspelt setting, which then has no effect, without a warning.",
  level: "mandatory",
  severity: "high",
  controls: {},
  always: true,
  remediationSteps: "Correct the setting in the policy configuration.",
  stack: (_stack, context) => {
    for (const problem of context.run.takeSettingProblems()) context.stackViolation(`${problem}.`);
  },
});
