import { defineRule } from "../../core/define-rule";

export const packExceptions = defineRule({
  name: "pack-exceptions",
  description: "Exceptions have a reason, are in force and match a finding.",
  why: "An exception without a reason cannot be judged, one that has expired is to be looked at again, and one that matches nothing hides the next finding.",
  level: "advisory",
  severity: "low",
  controls: {},
  always: true,
  remediationSteps: "Correct the exception, or remove it from the policy configuration.",
  stack: (_stack, context) => {
    for (const problem of context.run.takeExceptionProblems()) context.stackViolation(`${problem}.`);
  },
});
