import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** A call can be followed from the gateway to what it set off. */
export const apiTracing = defineRule({
  name: "api-tracing",
  description: "REST API stages are traced with X-Ray.",
  level: "mandatory",
  severity: "low",
  controls: { securityHub: ["APIGateway.3"], cdkNag: ["Serverless-APIGWXrayEnabled"], checkov: ["CKV_AWS_73"] },
  remediationSteps: "Set xrayTracingEnabled to true.",
  resource: {
    types: types.stage,
    check: (stage, inquiry) =>
      inquiry.whenKnown(stage, "xrayTracingEnabled", (enabled) => {
        if (enabled !== true) inquiry.violation(stage, "is not traced");
      }),
  },
  repair: {
    types: types.stage,
    apply: (props) => {
      props["xrayTracingEnabled"] = true;
    },
  },
});
