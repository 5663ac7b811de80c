import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const apiTracing = defineRule({
  name: "api-tracing",
  description: "REST API stages are traced with X-Ray.",
  why: "X-Ray follows a request from the gateway to its integrations.",
  level: "mandatory",
  severity: "low",
  controls: { securityHub: ["APIGateway.3"], cdkNag: ["Serverless-APIGWXrayEnabled"], checkov: ["CKV_AWS_73"] },
  remediationSteps: "Set xrayTracingEnabled to true.",
  resource: {
    types: types.stage,
    check: (stage, context) =>
      context.whenKnown(stage, "xrayTracingEnabled", (enabled) => {
        if (enabled !== true) context.violation(stage, "has no X-Ray tracing");
      }),
  },
  remediate: {
    types: types.stage,
    does: "sets xrayTracingEnabled",
    apply: (props) => {
      props["xrayTracingEnabled"] = true;
    },
  },
});
