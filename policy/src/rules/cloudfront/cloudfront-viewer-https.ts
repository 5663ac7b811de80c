import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";

const accepted = ["redirect-to-https", "https-only"];

export const cloudfrontViewerHttps = defineRule({
  name: "cloudfront-viewer-https",
  description: "CloudFront distributions serve viewers over HTTPS only.",
  why: "What a viewer requests over HTTP can be read and changed on its way.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["CloudFront.3"],
    checkov: ["CKV_AWS_34"],
    pulumi: ["aws-cloudfront-distribution-disallow-unencrypted-traffic"],
  },
  remediationSteps: `Set viewerProtocolPolicy of every cache behavior to ${accepted.map((one) => `"${one}"`).join(" or ")}.`,
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      const behaviors = [
        distribution.get("defaultCacheBehavior"),
        ...itemsOf(distribution.get("orderedCacheBehaviors")),
      ];
      for (const behavior of behaviors) {
        const policy = valueAt(behavior, "viewerProtocolPolicy");
        if (isUnknown(policy)) context.pending(distribution, policy.path);
        else if (typeof policy !== "string" || !accepted.includes(policy)) {
          const pattern = valueAt(behavior, "pathPattern");
          const where = typeof pattern === "string" ? `"${pattern}"` : "its default behavior";
          context.violation(distribution, `allows HTTP for ${where}`);
        }
      }
    },
  },
});
