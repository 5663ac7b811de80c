import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const apiRequestValidation = defineRule({
  name: "api-request-validation",
  description: "REST API methods validate requests.",
  why: "The gateway rejects malformed requests before it invokes, and bills, an integration.",
  level: "mandatory",
  severity: "low",
  controls: { cdkNag: ["AwsSolutions-APIG2"], checkov: ["CKV2_AWS_53"] },
  remediationSteps: "Declare a RequestValidator and set the method's requestValidatorId to it.",
  resource: {
    types: types.method,
    check: (method, context) => {
      if (method.get("httpMethod") === "OPTIONS" || method.isSet("requestValidatorId")) return;
      context.violation(method, "does not validate requests");
    },
  },
});
