import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const sfnLogging = defineRule({
  name: "sfn-logging",
  description: "State machines log at least their errors.",
  why: "Execution logs show what a state machine did and where it failed.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["StepFunctions.1"],
    partly: {
      "AwsSolutions-SF1": "it requires the level ALL",
      CKV_AWS_285: "it requires the data of executions in the log, which may be secret",
    },
  },
  remediationSteps:
    'Set loggingConfiguration with level "ALL" or "ERROR" and, as logDestination, the ARN of a log group followed by ":*".',
  resource: {
    types: types.stateMachine,
    check: (machine, context) => {
      context.whenKnown(machine, "loggingConfiguration.level", (level) => {
        if (level !== "ALL" && level !== "ERROR") context.violation(machine, "does not log errors");
        else if (!machine.isSet("loggingConfiguration.logDestination"))
          context.violation(machine, "has no log destination");
      });
    },
  },
});
