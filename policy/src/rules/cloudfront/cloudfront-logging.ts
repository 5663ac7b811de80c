import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";

export const cloudfrontLogging = defineRule({
  name: "cloudfront-logging",
  description: "CloudFront distributions write access logs.",
  why: "What the edge answers from its cache is in no other log.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["CloudFront.5"],
    cdkNag: ["AwsSolutions-CFR3"],
    checkov: ["CKV_AWS_86"],
    pulumi: ["aws-cloudfront-distribution-enable-access-logging"],
  },
  remediationSteps:
    'Declare a LogDeliverySource with the distribution\'s ARN and logType "ACCESS_LOGS", or set loggingConfig.bucket.',
  stack: (stack, context) => {
    for (const distribution of stack.ofType(...types.distribution)) {
      if (distribution.isSet("loggingConfig.bucket")) continue;
      const sources = siblingsOf(stack, distribution, {
        types: types.logDeliverySource,
        by: "resourceArn",
        owner: ["arn"],
      });
      if (sources.length === 0) context.violation(distribution, "has no access log");
    }
  },
});
