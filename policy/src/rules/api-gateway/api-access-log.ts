import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const apiAccessLog = defineRule({
  name: "api-access-log",
  description: "API stages write access logs.",
  why: "The access log has one line per request: caller, time, request and status. Without it there is no record of who used an API, or when an attack began.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["APIGateway.9"],
    cdkNag: ["AwsSolutions-APIG1"],
    checkov: ["CKV_AWS_76"],
    pulumi: ["aws-apigatewayv2-stage-configure-access-logging", "aws-apigatewayv2-stage-enable-access-logging"],
  },
  remediationSteps:
    "Set accessLogSettings with the destinationArn of a log group and a format; declare a stage and routes instead of a target.",
  resource: {
    types: [...types.stage, ...types.httpStage, ...types.httpApi],
    check: (stage, context) => {
      if ((types.httpApi as readonly string[]).includes(stage.type)) {
        if (stage.isSet("target")) context.violation(stage, "has no access log (the stage of its target)");
      } else if (!stage.isSet("accessLogSettings.destinationArn")) context.violation(stage, "has no access log");
    },
  },
});
