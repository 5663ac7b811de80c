import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf } from "../../core/plain-value";
import { types } from "../../core/resource-types";

export const cognitoClientTokens = defineRule({
  name: "cognito-client-tokens",
  description: "Cognito app clients issue no tokens in URLs, and can revoke them.",
  why: "The implicit grant puts tokens into the URL, which histories and logs keep; a refresh token that cannot be revoked stays valid after sign-out.",
  level: "mandatory",
  severity: "medium",
  controls: { prowler: ["cognito_user_pool_client_token_revocation_enabled"] },
  remediationSteps: 'Use the flow "code" in allowedOauthFlows, and leave enableTokenRevocation at true.',
  resource: {
    types: types.userPoolClient,
    check: (client, context) => {
      for (const flow of itemsOf(client.get("allowedOauthFlows"))) {
        if (isUnknown(flow)) context.pending(client, flow.path);
        else if (flow === "implicit") context.violation(client, "allows the implicit grant");
      }
      context.whenKnown(client, "enableTokenRevocation", (revocation) => {
        if (revocation === false) context.violation(client, "cannot revoke its tokens");
      });
    },
  },
});
