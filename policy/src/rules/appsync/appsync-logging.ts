import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

const levels = ["ERROR", "INFO", "DEBUG", "ALL"];

export const appsyncLogging = defineRule({
  name: "appsync-logging",
  description: "AppSync GraphQL APIs log at field level.",
  why: "A GraphQL response is 200 also where a resolver fails: only field-level logs show which did.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["AppSync.2"],
    cdkNag: ["AwsSolutions-ASC3"],
    checkov: ["CKV_AWS_193"],
    partly: { CKV_AWS_194: "it requires the level ALL, the rule for ERROR or more" },
  },
  remediationSteps: 'Set logConfig with cloudwatchLogsRoleArn and fieldLogLevel "ERROR" or "ALL".',
  resource: {
    types: types.graphqlApi,
    check: (api, context) => {
      context.whenKnown(api, "logConfig.fieldLogLevel", (level) => {
        if (typeof level !== "string" || !levels.includes(level))
          context.violation(api, "does not log errors of its fields");
        else if (!api.isSet("logConfig.cloudwatchLogsRoleArn")) context.violation(api, "has no role to write logs");
      });
    },
  },
});
