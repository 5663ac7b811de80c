import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";

export const cloudfrontOriginFailover = defineRule({
  name: "cloudfront-origin-failover",
  description: "CloudFront distributions have an origin group with a second origin.",
  why: "With a second origin the distribution still answers where the first one fails.",
  level: "advisory",
  severity: "low",
  controls: { securityHub: ["CloudFront.4"], checkov: ["CKV_AWS_310"] },
  remediationSteps: "Declare originGroups with two members and failoverCriteria.",
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      const groups = itemsOf(distribution.get("originGroups"));
      const open = groups.find(isUnknown);
      if (open !== undefined) return context.pending(distribution, open.path);
      if (!groups.some((group) => itemsOf(valueAt(group, "members")).length > 1))
        context.violation(distribution, "has no origin to fail over to");
    },
  },
});
