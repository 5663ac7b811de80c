import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";

const outdated = ["SSLv3", "TLSv1", "TLSv1.1"];

export const cloudfrontOriginTls = defineRule({
  name: "cloudfront-origin-tls",
  description: "CloudFront distributions connect to custom origins over HTTPS with TLS 1.2.",
  why: "Between the edge and the origin a request crosses the internet a second time.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["CloudFront.9", "CloudFront.10"],
    cdkNag: ["AwsSolutions-CFR5"],
    checkov: ["CKV2_AWS_54", "CKV2_AWS_72"],
    pulumi: [
      "aws-cloudfront-distribution-configure-secure-tls-to-origin",
      "aws-cloudfront-distribution-enable-tls-to-origin",
    ],
  },
  remediationSteps:
    'Set originProtocolPolicy of customOriginConfig to "https-only" and originSslProtocols to ["TLSv1.2"].',
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      for (const origin of itemsOf(distribution.get("origins"))) {
        if (isUnknown(origin)) context.pending(distribution, origin.path);
        const config = valueAt(origin, "customOriginConfig");
        if (config === null) continue;
        const id = valueAt(origin, "originId");
        const label = typeof id === "string" ? `the origin "${id}"` : "an origin";
        const policy = valueAt(config, "originProtocolPolicy");
        if (isUnknown(policy)) context.pending(distribution, policy.path);
        else if (policy !== "https-only")
          context.violation(distribution, `may connect to ${label} over HTTP (${JSON.stringify(policy)})`);
        const protocols = itemsOf(valueAt(config, "originSslProtocols"));
        const old = outdated.filter((one) => protocols.includes(one));
        if (old.length > 0) context.violation(distribution, `allows ${old.join(", ")} to ${label}`);
      }
    },
  },
});
