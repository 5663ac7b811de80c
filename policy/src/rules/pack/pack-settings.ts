import { defineRule } from "../../core/define-rule";

/** Reports settings that no rule has, which would have no effect. */
export const packSettings = defineRule({
  name: "pack-settings",
  description: "Settings are those that the rules have.",
  level: "mandatory",
  severity: "high",
  controls: {},
  always: true,
  remediationSteps: "Correct the setting in the policy configuration.",
  stack: (_stack, context) => {
    for (const problem of context.run.takeSettingProblems()) context.stackViolation(`${problem}.`);
  },
});
