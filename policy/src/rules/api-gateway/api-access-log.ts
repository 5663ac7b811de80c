import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const apiAccessLog = defineRule({
  name: "api-access-log",
  description: "API stages write access logs.",
  why: "The access log has one line per request: caller, time, request and status. Without it nobody can tell who used an API, or when an attack began.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["APIGateway.9"],
    cdkNag: ["AwsSolutions-APIG1"],
    checkov: ["CKV_AWS_76"],
    others: ["Pulumi compliance policies"],
  },
  remediationSteps: "Set accessLogSettings with the destinationArn of a log group and a format.",
  resource: {
    types: [...types.stage, ...types.httpStage],
    check: (stage, context) => {
      if (!stage.isSet("accessLogSettings.destinationArn")) context.violation(stage, "has no access log");
    },
  },
});
