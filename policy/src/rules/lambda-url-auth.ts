import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** A function's own URL asks who is calling. */
export const lambdaUrlAuth = defineRule({
  name: "lambda-url-auth",
  description: "Lambda function URLs authenticate their callers.",
  level: "mandatory",
  severity: "critical",
  controls: { cdkNag: ["NIST.800.53.R5-LambdaFunctionUrlAuth"], checkov: ["CKV_AWS_258"] },
  remediationSteps: 'Set authorizationType to "AWS_IAM".',
  resource: {
    types: types.functionUrl,
    check: (url, inquiry) =>
      inquiry.whenKnown(url, "authorizationType", (authorization) => {
        if (authorization !== "AWS_IAM") inquiry.violation(url, "can be called by everybody");
      }),
  },
});
