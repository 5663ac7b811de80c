import { defineRule } from "../../core/define-rule";
import type { ResourceView } from "../../core/resource-view";
import type { RuleContext } from "../../core/rule-context";
import { types } from "../../core/resource-types";
import type { StackResource, StackView } from "../../core/stack-view";
import { isWebSocketRoute } from "../../join/http-apis";
import { operationsOf } from "../../join/openapi";

interface Settings {
  readonly acceptApiKeys: boolean;
}

export const apiAuthorization = defineRule<Settings>({
  name: "api-authorization",
  description: "API methods authorize their callers.",
  why: "A method without authorization can be called by anyone with its address. A WebSocket API authorizes on $connect; AWS has no authorization of single messages.",
  level: "mandatory",
  severity: "critical",
  controls: {
    cdkNag: ["AwsSolutions-APIG4"],
    checkov: ["CKV_AWS_59"],
    partly: {
      "APIGateway.8": "routes of messages of a WebSocket API, for which AWS has no authorization",
      CKV_AWS_309: "routes of messages of a WebSocket API, for which AWS has no authorization",
    },
  },
  remediationSteps:
    'Set the authorization to "AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM" or "JWT"; in an OpenAPI document add security with a scheme that has an authorizer; declare routes instead of a target.',
  settings: {
    acceptApiKeys: {
      type: "boolean",
      default: false,
      description:
        "Whether to accept a REST method that requires an API key. A key identifies a client and does not authenticate it.",
    },
  },
  resource: {
    types: [...types.method, ...types.restApi, ...types.httpApi],
    check: (resource, context) => {
      if ((types.method as readonly string[]).includes(resource.type)) checkMethod(resource, context);
      else checkDocument(resource, context);
    },
  },
  stack: (stack, context) => {
    for (const route of stack.ofType(...types.httpRoute)) checkRoute(stack, route, context);
  },
});

/** A CORS preflight request carries no credentials and returns no data. */
function checkMethod(method: ResourceView, context: RuleContext<Settings>): void {
  if (method.get("httpMethod") === "OPTIONS") return;
  context.whenKnown(method, "authorization", (authorization) => {
    if (authorization !== null && authorization !== "NONE") return;
    if (context.settings.acceptApiKeys && method.get("apiKeyRequired") === true) return;
    context.violation(method, "can be called without authorization");
  });
}

function checkDocument(api: ResourceView, context: RuleContext<Settings>): void {
  const accepted: readonly string[] = context.settings.acceptApiKeys ? ["authenticated", "api-key"] : ["authenticated"];
  const open = operationsOf(api, context).filter(
    ({ isPreflight, authorization }) => !isPreflight && !accepted.includes(authorization),
  );
  if (open.length > 0)
    context.violation(api, `lets ${open.map(({ label }) => label).join(", ")} be called without authorization`);
  if ((types.httpApi as readonly string[]).includes(api.type) && api.isSet("target"))
    context.violation(api, "can be called without authorization (the route of its target)");
}

function checkRoute(stack: StackView, route: StackResource, context: RuleContext<Settings, StackResource>): void {
  const key = route.text("routeKey");
  if (key?.startsWith("OPTIONS ") === true) return;
  if (key !== "$connect" && isWebSocketRoute(stack, route)) return;
  context.whenKnown(route, "authorizationType", (authorization) => {
    if (authorization === null || authorization === "NONE")
      context.violation(route, "can be called without authorization");
  });
}
