import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { operationsOf } from "../../join/openapi";

export const apiRequestValidation = defineRule({
  name: "api-request-validation",
  description: "REST API methods validate requests.",
  why: "The gateway rejects malformed requests before it invokes, and bills, an integration.",
  level: "mandatory",
  severity: "low",
  controls: {
    checkov: ["CKV2_AWS_53"],
    partly: { "AwsSolutions-APIG2": "it requires that the validator checks body and parameters" },
  },
  remediationSteps:
    "Declare a RequestValidator and set the method's requestValidatorId to it; in an OpenAPI document set x-amazon-apigateway-request-validator.",
  resource: {
    types: [...types.method, ...types.restApi],
    check: (resource, context) => {
      if ((types.restApi as readonly string[]).includes(resource.type)) {
        const open = operationsOf(resource, context).filter(
          ({ isPreflight, hasValidator }) => !isPreflight && !hasValidator,
        );
        if (open.length > 0)
          context.violation(resource, `does not validate requests of ${open.map(({ label }) => label).join(", ")}`);
        return;
      }
      if (resource.get("httpMethod") === "OPTIONS" || resource.isSet("requestValidatorId")) return;
      context.violation(resource, "does not validate requests");
    },
  },
});
