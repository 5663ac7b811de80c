import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

/** TLS 1.2, and the newer policies that are named by their oldest version. */
const modern = /^(TLS_1_2|SecurityPolicy_TLS1[23]_.+)$/;

export const apiDomainTls = defineRule({
  name: "api-domain-tls",
  description: "Domain names of APIs require TLS 1.2.",
  why: "TLS 1.0 has known weaknesses; browsers no longer use it.",
  level: "mandatory",
  severity: "medium",
  controls: {
    checkov: ["CKV_AWS_206"],
    pulumi: [
      "aws-apigateway-domainname-configure-security-policy",
      "aws-apigatewayv2-domainname-configure-domain-name-security-policy",
    ],
    partly: { "APIGateway.11": "it requires one of five policies of 2025 for domain names of REST APIs" },
  },
  remediationSteps: 'Set securityPolicy to "TLS_1_2" or to a policy with TLS 1.3.',
  resource: {
    types: [...types.restDomain, ...types.httpDomain],
    check: (domain, context) => {
      const isRest = (types.restDomain as readonly string[]).includes(domain.type);
      context.whenKnown(domain, isRest ? "securityPolicy" : "domainNameConfiguration.securityPolicy", (policy) => {
        if (typeof policy !== "string") context.violation(domain, "does not set a security policy");
        else if (!modern.test(policy)) context.violation(domain, `accepts TLS before 1.2 (${policy})`);
      });
    },
  },
});
