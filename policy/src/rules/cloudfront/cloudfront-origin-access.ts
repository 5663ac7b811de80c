import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt, type Plain } from "../../core/plain-value";
import { types } from "../../core/resource-types";

/** A bucket's REST endpoint; its website endpoint takes no signed requests. */
const bucketDomain = /^[^/]+\.s3([.-][a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/;
const functionUrlDomain = /^[a-z0-9]+\.lambda-url\.[a-z0-9-]+\.on\.aws$/;

export const cloudfrontOriginAccess = defineRule({
  name: "cloudfront-origin-access",
  description: "CloudFront distributions use origin access control for buckets and function URLs.",
  why: "Without it the origin has to be public, and a client with its address bypasses the distribution and its web ACL.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["CloudFront.13", "CloudFront.16"], cdkNag: ["AwsSolutions-CFR7"] },
  remediationSteps: "Declare an OriginAccessControl, and set the origin's originAccessControlId to it.",
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      for (const origin of itemsOf(distribution.get("origins"))) {
        const kind = kindOf(origin);
        if (kind === undefined || isUnknown(valueAt(origin, "originAccessControlId"))) continue;
        const control = valueAt(origin, "originAccessControlId");
        if (typeof control === "string" && control !== "") continue;
        const id = valueAt(origin, "originId");
        context.violation(distribution, `has no origin access control for the ${kind} ${JSON.stringify(id)}`);
      }
    },
  },
});

function kindOf(origin: Plain): "bucket" | "function URL" | undefined {
  const domain = valueAt(origin, "domainName");
  if (typeof domain === "string" && functionUrlDomain.test(domain)) return "function URL";
  const isWebsite = typeof domain === "string" && domain.includes(".s3-website");
  if (isWebsite) return undefined;
  if (valueAt(origin, "s3OriginConfig") !== null) return "bucket";
  const isCustom = valueAt(origin, "customOriginConfig") !== null || valueAt(origin, "vpcOriginConfig") !== null;
  // An origin of an unknown domain without settings of a custom origin is a bucket.
  if (isUnknown(domain)) return isCustom ? undefined : "bucket";
  return typeof domain === "string" && bucketDomain.test(domain) ? "bucket" : undefined;
}
