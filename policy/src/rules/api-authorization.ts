import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** A browser's question before the real request carries no credentials, and gets no data. */
function isPreflight(method: string | undefined): boolean {
  return method === "OPTIONS" || method?.startsWith("OPTIONS ") === true;
}

interface Settings {
  readonly acceptApiKeys: boolean;
}

/** Nobody uses the API unknown. */
export const apiAuthorization = defineRule<Settings>({
  name: "api-authorization",
  description: "API methods authorize their callers.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["APIGateway.8"], cdkNag: ["AwsSolutions-APIG4"], checkov: ["CKV_AWS_59", "CKV_AWS_309"] },
  remediationSteps: 'Set the authorization to "AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM" or "JWT".',
  settings: {
    acceptApiKeys: {
      type: "boolean",
      default: false,
      description:
        "Whether a REST method that demands an API key counts as well. A key tells callers apart and proves little.",
    },
  },
  resource: {
    types: [...types.method, ...types.httpRoute],
    check: (method, inquiry) => {
      const isRest = (types.method as readonly string[]).includes(method.type);
      if (isPreflight(method.text(isRest ? "httpMethod" : "routeKey"))) return;
      inquiry.whenKnown(method, isRest ? "authorization" : "authorizationType", (authorization) => {
        if (authorization !== null && authorization !== "NONE") return;
        if (isRest && inquiry.settings.acceptApiKeys && method.get("apiKeyRequired") === true) return;
        inquiry.violation(method, "can be called by everybody");
      });
    },
  },
});
