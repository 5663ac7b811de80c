import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";

export const apiWaf = defineRule({
  name: "api-waf",
  description: "REST API stages have a web ACL.",
  why: "A web ACL filters requests before they reach a public API.",
  level: "advisory",
  severity: "medium",
  controls: { securityHub: ["APIGateway.4"], cdkNag: ["AwsSolutions-APIG3"] },
  remediationSteps: "Declare a wafv2 WebAclAssociation with the stage's ARN as resourceArn.",
  stack: (stack, context) => {
    for (const stage of stack.ofType(...types.stage)) {
      const associations = siblingsOf(stack, stage, {
        types: types.webAclAssociation,
        by: "resourceArn",
        owner: ["arn"],
      });
      if (associations.length === 0) context.violation(stage, "has no web ACL");
    }
  },
});
