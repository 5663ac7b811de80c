import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

/** A CORS preflight request carries no credentials and returns no data. */
function isPreflight(method: string | undefined): boolean {
  return method === "OPTIONS" || method?.startsWith("OPTIONS ") === true;
}

interface Settings {
  readonly acceptApiKeys: boolean;
}

export const apiAuthorization = defineRule<Settings>({
  name: "api-authorization",
  description: "API methods authorize their callers.",
  why: "A method without authorization can be called by everyone who knows its address.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["APIGateway.8"], cdkNag: ["AwsSolutions-APIG4"], checkov: ["CKV_AWS_59", "CKV_AWS_309"] },
  remediationSteps: 'Set the authorization to "AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM" or "JWT".',
  settings: {
    acceptApiKeys: {
      type: "boolean",
      default: false,
      description:
        "Whether to accept a REST method that requires an API key. A key identifies a client and does not authenticate it.",
    },
  },
  resource: {
    types: [...types.method, ...types.httpRoute],
    check: (method, context) => {
      const isRest = (types.method as readonly string[]).includes(method.type);
      if (isPreflight(method.text(isRest ? "httpMethod" : "routeKey"))) return;
      context.whenKnown(method, isRest ? "authorization" : "authorizationType", (authorization) => {
        if (authorization !== null && authorization !== "NONE") return;
        if (isRest && context.settings.acceptApiKeys && method.get("apiKeyRequired") === true) return;
        context.violation(method, "can be called without authorization");
      });
    },
  },
});
