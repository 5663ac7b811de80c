import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";

export const appsyncAuthorization = defineRule({
  name: "appsync-authorization",
  description: "AppSync APIs authenticate their callers by more than an API key.",
  why: "An API key is part of every client, so every holder of the client can call the API.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["AppSync.5"] },
  remediationSteps:
    'Set the authentication to "AWS_IAM", "AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT" or "AWS_LAMBDA", and remove the provider with API_KEY.',
  resource: {
    types: [...types.graphqlApi, ...types.eventApi],
    check: (api, context) => {
      const stated = [
        api.get("authenticationType"),
        ...itemsOf(api.get("additionalAuthenticationProviders")).map((each) => valueAt(each, "authenticationType")),
        ...itemsOf(api.get("eventConfig.authProviders")).map((each) => valueAt(each, "authType")),
      ];
      for (const type of stated) {
        if (isUnknown(type)) context.pending(api, type.path);
        else if (type === "API_KEY") context.violation(api, "accepts callers with an API key");
      }
    },
  },
});
