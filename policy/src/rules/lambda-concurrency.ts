import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** A flood of events takes a known part of the account's instances, and no more. */
export const lambdaConcurrency = defineRule({
  name: "lambda-concurrency",
  description: "Lambda functions state their reserved concurrency.",
  level: "advisory",
  severity: "low",
  controls: { cdkNag: ["NIST.800.53.R5-LambdaConcurrency"], checkov: ["CKV_AWS_115"] },
  remediationSteps: "Set reservedConcurrentExecutions to the most instances that may run at once.",
  resource: {
    types: types.function,
    check: (fn, inquiry) =>
      inquiry.whenKnown(fn, "reservedConcurrentExecutions", (reserved) => {
        // -1 is the provider's way to say: none.
        if (typeof reserved !== "number" || reserved < 0)
          inquiry.violation(fn, "may take every instance of the account");
      }),
  },
});
