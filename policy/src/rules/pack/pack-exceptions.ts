import { defineRule } from "../../core/define-rule";

/** Reports exceptions that are invalid, expired or unused. */
export const packExceptions = defineRule({
  name: "pack-exceptions",
  description: "Exceptions have a reason, are in force and match a finding.",
  level: "advisory",
  severity: "low",
  controls: {},
  always: true,
  remediationSteps: "Correct the exception, or remove it from the policy configuration.",
  stack: (_stack, context) => {
    for (const problem of context.run.takeExceptionProblems()) context.stackViolation(`${problem}.`);
  },
});
