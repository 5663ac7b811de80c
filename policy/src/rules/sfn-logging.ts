import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** What a run did, and where it failed, can be read. */
export const sfnLogging = defineRule({
  name: "sfn-logging",
  description: "State machines log to a log group, at least their errors.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["StepFunctions.1"], cdkNag: ["AwsSolutions-SF1"], checkov: ["CKV_AWS_285"] },
  remediationSteps:
    'Set loggingConfiguration with level "ALL" or "ERROR" and a log group\'s ARN, followed by ":*", as logDestination.',
  resource: {
    types: types.stateMachine,
    check: (machine, inquiry) => {
      inquiry.whenKnown(machine, "loggingConfiguration.level", (level) => {
        if (level !== "ALL" && level !== "ERROR") inquiry.violation(machine, "does not log its errors");
        else if (!machine.states("loggingConfiguration.logDestination")) inquiry.violation(machine, "logs to nowhere");
      });
    },
  },
});
