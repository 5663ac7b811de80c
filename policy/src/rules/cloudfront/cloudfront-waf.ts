import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const cloudfrontWaf = defineRule({
  name: "cloudfront-waf",
  description: "CloudFront distributions have a web ACL.",
  why: "A web ACL filters requests at the edge, before they reach an origin.",
  level: "advisory",
  severity: "medium",
  controls: {
    securityHub: ["CloudFront.6"],
    cdkNag: ["AwsSolutions-CFR2"],
    checkov: ["CKV_AWS_68"],
    pulumi: ["aws-cloudfront-distribution-configure-waf"],
  },
  remediationSteps: "Set webAclId to the ARN of a wafv2 WebAcl with the scope CLOUDFRONT.",
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      if (!distribution.isSet("webAclId")) context.violation(distribution, "has no web ACL");
    },
  },
});
