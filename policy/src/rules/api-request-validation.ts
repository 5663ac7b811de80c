import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** What is malformed ends at the gateway, before anything is paid for it. */
export const apiRequestValidation = defineRule({
  name: "api-request-validation",
  description: "REST API methods validate requests.",
  level: "mandatory",
  severity: "low",
  controls: { cdkNag: ["AwsSolutions-APIG2"], checkov: ["CKV2_AWS_53"] },
  remediationSteps: "Declare a RequestValidator and set the method's requestValidatorId to it.",
  resource: {
    types: types.method,
    check: (method, inquiry) => {
      if (method.get("httpMethod") === "OPTIONS" || method.states("requestValidatorId")) return;
      inquiry.violation(method, "takes requests as they come");
    },
  },
});
