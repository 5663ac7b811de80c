import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const cognitoUserExistence = defineRule({
  name: "cognito-user-existence",
  description: "Cognito app clients do not reveal which users exist.",
  why: "With other errors for unknown users than for wrong passwords, an attacker can list the users of a pool.",
  level: "mandatory",
  severity: "medium",
  controls: { prowler: ["cognito_user_pool_client_prevent_user_existence_errors"] },
  remediationSteps: 'Set preventUserExistenceErrors to "ENABLED".',
  resource: {
    types: types.userPoolClient,
    check: (client, context) =>
      context.whenKnown(client, "preventUserExistenceErrors", (prevention) => {
        if (prevention !== "ENABLED") context.violation(client, "answers unknown users with an error of their own");
      }),
  },
});
