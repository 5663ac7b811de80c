import { defineRule } from "../../core/define-rule";
import { isUnknown, type Plain } from "../../core/plain-value";
import type { ResourceView } from "../../core/resource-view";
import { types } from "../../core/resource-types";
import type { RuleContext } from "../../core/rule-context";

/** Security policies of CloudFront that allow TLS 1.2 or newer with the ciphers that AWS recommends. */
const recommended = /^TLSv1\.(2_(2021|202[5-9])|3_\d{4})$/;

export const cloudfrontViewerTls = defineRule({
  name: "cloudfront-viewer-tls",
  description: "CloudFront distributions use an own certificate, by SNI, and the recommended TLS security policy.",
  why: "With the certificate of cloudfront.net TLS 1.0 is allowed; older security policies allow broken ciphers, and an address of its own costs more than the distribution.",
  level: "mandatory",
  severity: "medium",
  controls: {
    securityHub: ["CloudFront.7", "CloudFront.8", "CloudFront.15"],
    cdkNag: ["AwsSolutions-CFR4"],
    checkov: ["CKV_AWS_174"],
    pulumi: ["aws-cloudfront-distribution-configure-secure-tls"],
  },
  remediationSteps:
    'Set viewerCertificate with acmCertificateArn, sslSupportMethod "sni-only" and minimumProtocolVersion "TLSv1.2_2021" or newer.',
  resource: {
    types: types.distribution,
    check: (distribution, context) => {
      context.whenKnown(distribution, "viewerCertificate.cloudfrontDefaultCertificate", (isDefault) => {
        const hasOwn = ["acmCertificateArn", "iamCertificateId"].some((input) =>
          distribution.isSet(`viewerCertificate.${input}`),
        );
        if (isDefault === true || !hasOwn) context.violation(distribution, "uses the certificate of cloudfront.net");
        else checkOwnCertificate(distribution, context);
      });
    },
  },
});

function checkOwnCertificate(distribution: ResourceView, context: RuleContext<object>): void {
  const demand = (input: string, isMet: (value: Plain) => boolean, problem: string) => {
    const value = distribution.get(`viewerCertificate.${input}`);
    if (isUnknown(value)) context.pending(distribution, value.path);
    else if (!isMet(value)) context.violation(distribution, `${problem} (${input} ${JSON.stringify(value)})`);
  };
  demand("sslSupportMethod", (method) => method === "sni-only", "does not serve HTTPS by SNI");
  demand(
    "minimumProtocolVersion",
    (version) => typeof version === "string" && recommended.test(version),
    "allows an outdated TLS policy",
  );
}
