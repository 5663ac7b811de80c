import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const cognitoNoGuests = defineRule({
  name: "cognito-no-guests",
  description: "Cognito identity pools give no credentials to unauthenticated identities.",
  why: "Anyone with the pool's id obtains AWS credentials of the account from it.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["Cognito.2"], cdkNag: ["AwsSolutions-COG7"], checkov: ["CKV_AWS_366"] },
  remediationSteps: "Set allowUnauthenticatedIdentities to false.",
  resource: {
    types: types.identityPool,
    check: (pool, context) =>
      context.whenKnown(pool, "allowUnauthenticatedIdentities", (allowed) => {
        if (allowed === true) context.violation(pool, "gives AWS credentials to everybody");
      }),
  },
});
