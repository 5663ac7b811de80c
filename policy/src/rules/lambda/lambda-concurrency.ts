import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const lambdaConcurrency = defineRule({
  name: "lambda-concurrency",
  description: "Lambda functions set their reserved concurrency.",
  why: "Reserved concurrency limits how much of the account's concurrency one function can use.",
  level: "advisory",
  severity: "low",
  controls: { cdkNag: ["NIST.800.53.R5-LambdaConcurrency"], checkov: ["CKV_AWS_115"] },
  remediationSteps: "Set reservedConcurrentExecutions to the maximum number of concurrent executions.",
  resource: {
    types: types.function,
    check: (fn, context) =>
      context.whenKnown(fn, "reservedConcurrentExecutions", (reserved) => {
        // The provider uses -1 for no reservation.
        if (typeof reserved !== "number" || reserved < 0)
          context.violation(fn, "can use all of the account's concurrency");
      }),
  },
});
