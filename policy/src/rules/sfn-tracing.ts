import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** A run can be followed through everything that it set off. */
export const sfnTracing = defineRule({
  name: "sfn-tracing",
  description: "State machines are traced with X-Ray.",
  level: "mandatory",
  severity: "low",
  controls: { cdkNag: ["AwsSolutions-SF2"], checkov: ["CKV_AWS_284"] },
  remediationSteps: "Set tracingConfiguration.enabled to true.",
  resource: {
    types: types.stateMachine,
    check: (machine, inquiry) =>
      inquiry.whenKnown(machine, "tracingConfiguration.enabled", (enabled) => {
        if (enabled !== true) inquiry.violation(machine, "is not traced");
      }),
  },
  repair: {
    types: types.stateMachine,
    apply: (props) => {
      props["tracingConfiguration"] = { enabled: true };
    },
  },
});
