import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const sfnTracing = defineRule({
  name: "sfn-tracing",
  description: "State machines are traced with X-Ray.",
  why: "X-Ray follows an execution through the services that it calls.",
  level: "mandatory",
  severity: "low",
  controls: { cdkNag: ["AwsSolutions-SF2"], checkov: ["CKV_AWS_284"] },
  remediationSteps: "Set tracingConfiguration.enabled to true.",
  resource: {
    types: types.stateMachine,
    check: (machine, context) =>
      context.whenKnown(machine, "tracingConfiguration.enabled", (enabled) => {
        if (enabled !== true) context.violation(machine, "has no X-Ray tracing");
      }),
  },
  remediate: {
    types: types.stateMachine,
    does: "sets tracingConfiguration.enabled",
    apply: (props) => {
      props["tracingConfiguration"] = { enabled: true };
    },
  },
});
