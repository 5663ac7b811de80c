import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** Where a slow or failed run spent its time can be seen. */
export const lambdaTracing = defineRule({
  name: "lambda-tracing",
  description: "Lambda functions are traced with X-Ray.",
  level: "mandatory",
  severity: "low",
  controls: { cdkNag: ["Serverless-LambdaTracing"], checkov: ["CKV_AWS_50"], others: ["Pulumi compliance policies"] },
  remediationSteps:
    'Set tracingConfig.mode to "Active", and allow the role xray:PutTraceSegments and xray:PutTelemetryRecords.',
  resource: {
    types: types.function,
    check: (fn, inquiry) =>
      inquiry.whenKnown(fn, "tracingConfig.mode", (mode) => {
        if (mode !== "Active") inquiry.violation(fn, "is not traced");
      }),
  },
  repair: {
    types: types.function,
    apply: (props) => {
      props["tracingConfig"] = { mode: "Active" };
    },
  },
});
