import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { settingsOfAllMethods } from "../join/stages";

/** What went wrong inside the gateway can be read, and nobody's request is written down whole. */
export const apiExecutionLog = defineRule({
  name: "api-execution-log",
  description: "REST API stages log executions, without the data that passes through.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["APIGateway.1"], cdkNag: ["AwsSolutions-APIG6"], checkov: ["CKV_AWS_276"] },
  remediationSteps:
    'Declare MethodSettings with methodPath "*/*", settings.loggingLevel "ERROR" or "INFO" and dataTraceEnabled false.',
  stack: (stack, inquiry) => {
    for (const stage of stack.ofType(...types.stage)) {
      const settings = settingsOfAllMethods(stack, stage);
      if (settings.length === 0) inquiry.violation(stage, "has no settings for all methods");
      for (const each of settings) {
        inquiry.whenKnown(each, "settings.loggingLevel", (level) => {
          if (level !== "ERROR" && level !== "INFO") inquiry.violation(stage, "logs no executions");
        });
      }
    }
    for (const settings of stack.ofType(...types.methodSettings)) {
      inquiry.whenKnown(settings, "settings.dataTraceEnabled", (trace) => {
        if (trace === true) inquiry.violation(settings, "writes requests and responses into the log");
      });
    }
  },
});
