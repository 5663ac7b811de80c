import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const cloudfrontRootObject = defineRule({
  name: "cloudfront-root-object",
  description: "CloudFront distributions have a default root object.",
  why: "Without a default root object a request for the root is passed to the origin, and a bucket may answer with a list of its objects.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["CloudFront.1"], checkov: ["CKV_AWS_305"] },
  remediationSteps: 'Set defaultRootObject, such as to "index.html".',
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      if (!distribution.isSet("defaultRootObject")) context.violation(distribution, "has no default root object");
    },
  },
});
