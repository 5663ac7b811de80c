import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const lambdaTracing = defineRule({
  name: "lambda-tracing",
  description: "Lambda functions are traced with X-Ray.",
  why: "X-Ray traces show where an invocation spent its time or failed.",
  level: "mandatory",
  severity: "low",
  controls: {
    cdkNag: ["Serverless-LambdaTracing"],
    checkov: ["CKV_AWS_50"],
    pulumi: ["aws-lambda-function-configure-tracing-config", "aws-lambda-function-enable-tracing-config"],
  },
  remediationSteps:
    'Set tracingConfig.mode to "Active", and allow the role xray:PutTraceSegments and xray:PutTelemetryRecords.',
  resource: {
    types: types.function,
    check: (fn, context) =>
      context.whenKnown(fn, "tracingConfig.mode", (mode) => {
        if (mode !== "Active") context.violation(fn, "has no X-Ray tracing");
      }),
  },
  remediate: {
    types: types.function,
    does: "sets tracingConfig.mode; the role needs the permissions",
    apply: (props) => {
      props["tracingConfig"] = { mode: "Active" };
    },
  },
});
