import { defineRule } from "../core/define-rule";
import { takeExceptionProblems } from "../core/exceptions";

/** Reports exceptions that are invalid, expired or unused. */
export const packExceptions = defineRule({
  name: "pack-exceptions",
  description: "Exceptions have a reason, are in force and match a finding.",
  level: "advisory",
  severity: "low",
  controls: {},
  remediationSteps: "Correct the exception, or remove it from the policy configuration.",
  stack: (_stack, context) => {
    for (const problem of takeExceptionProblems()) context.stackViolation(`${problem}.`);
  },
});
