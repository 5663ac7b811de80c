import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";

export const cloudfrontKeyGroups = defineRule({
  name: "cloudfront-key-groups",
  description: "CloudFront distributions verify signed URLs with key groups.",
  why: "The keys of trusted signers belong to the account's root user; a key group is managed with IAM and rotated without it.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["CloudFront.17"] },
  remediationSteps: "Set trustedKeyGroups of the cache behavior, and remove trustedSigners.",
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      const ordered = itemsOf(distribution.get("orderedCacheBehaviors"));
      for (const behavior of [distribution.get("defaultCacheBehavior"), ...ordered]) {
        const signers = valueAt(behavior, "trustedSigners");
        if (isUnknown(signers)) context.pending(distribution, signers.path);
        else if (itemsOf(signers).length > 0) {
          const pattern = valueAt(behavior, "pathPattern");
          const where = typeof pattern === "string" ? `"${pattern}"` : "its default behavior";
          context.violation(distribution, `trusts signers with keys of the root user for ${where}`);
        }
      }
    },
  },
});
