import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { siblingsOf } from "../join/siblings";

/** A firewall stands before what the whole internet can reach. */
export const apiWaf = defineRule({
  name: "api-waf",
  description: "REST API stages stand behind a web application firewall.",
  level: "advisory",
  severity: "medium",
  controls: { securityHub: ["APIGateway.4"], cdkNag: ["AwsSolutions-APIG3"] },
  remediationSteps: "Declare a wafv2 WebAclAssociation with the stage's ARN as resourceArn.",
  stack: (stack, inquiry) => {
    for (const stage of stack.ofType(...types.stage)) {
      const associations = siblingsOf(stack, stage, {
        types: types.webAclAssociation,
        by: "resourceArn",
        owner: ["arn"],
      });
      if (associations.length === 0) inquiry.violation(stage, "has no web ACL");
    }
  },
});
