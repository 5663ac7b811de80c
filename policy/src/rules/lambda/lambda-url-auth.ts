import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const lambdaUrlAuth = defineRule({
  name: "lambda-url-auth",
  description: "Lambda function URLs require authorization.",
  why: "A function URL without authorization is public.",
  level: "mandatory",
  severity: "critical",
  controls: { checkov: ["CKV_AWS_258"] },
  remediationSteps: 'Set authorizationType to "AWS_IAM".',
  resource: {
    types: types.functionUrl,
    check: (url, context) =>
      context.whenKnown(url, "authorizationType", (authorization) => {
        if (authorization !== "AWS_IAM") context.violation(url, "can be called without authorization");
      }),
  },
});
