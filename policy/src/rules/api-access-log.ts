import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** Every call leaves a line: who, what, when, and how it ended. */
export const apiAccessLog = defineRule({
  name: "api-access-log",
  description: "API stages write an access log.",
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
    check: (stage, inquiry) => {
      if (!stage.states("accessLogSettings.destinationArn")) inquiry.violation(stage, "writes no access log");
    },
  },
});
