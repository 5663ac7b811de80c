import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isWebSocketStage } from "../../join/http-apis";
import { settingsOfAllMethods } from "../../join/stages";

const LEVEL = "defaultRouteSettings.loggingLevel";

export const apiExecutionLog = defineRule({
  name: "api-execution-log",
  description: "Stages of REST and WebSocket APIs log executions, without request and response data.",
  why: "Execution logs record errors in the gateway; data tracing would also record the bodies of requests and responses.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["APIGateway.1"], cdkNag: ["AwsSolutions-APIG6"], checkov: ["CKV_AWS_276"] },
  remediationSteps:
    'Declare MethodSettings with methodPath "*/*", settings.loggingLevel "ERROR" or "INFO" and dataTraceEnabled false; for a WebSocket API set these in defaultRouteSettings of the stage.',
  stack: (stack, context) => {
    for (const stage of stack.ofType(...types.stage)) {
      const settings = settingsOfAllMethods(stack, stage);
      if (settings.length === 0) context.violation(stage, 'has no MethodSettings for "*/*"');
      for (const each of settings) {
        context.whenKnown(each, "settings.loggingLevel", (level) => {
          if (level !== "ERROR" && level !== "INFO") context.violation(stage, "does not log executions");
        });
      }
    }
    for (const stage of stack.ofType(...types.httpStage)) {
      if (!isWebSocketStage(stack, stage)) continue;
      context.whenKnown(stage, LEVEL, (level) => {
        if (level !== "ERROR" && level !== "INFO") context.violation(stage, "does not log executions");
      });
      context.whenKnown(stage, "defaultRouteSettings.dataTraceEnabled", (trace) => {
        if (trace === true) context.violation(stage, "logs request and response data");
      });
    }
    for (const settings of stack.ofType(...types.methodSettings)) {
      context.whenKnown(settings, "settings.dataTraceEnabled", (trace) => {
        if (trace === true) context.violation(settings, "logs request and response data");
      });
    }
  },
});
