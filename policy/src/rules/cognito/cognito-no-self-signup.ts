import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const cognitoNoSelfSignup = defineRule({
  name: "cognito-no-self-signup",
  description: "Cognito user pools let only administrators create users.",
  why: "Where anyone can sign up, an authorizer with this user pool admits any caller who registers.",
  level: "advisory",
  severity: "medium",
  controls: {},
  remediationSteps:
    "Set adminCreateUserConfig.allowAdminCreateUserOnly to true; for an application of the public add an exception, and check what a new user may do.",
  resource: {
    types: types.userPool,
    check: (pool, context) =>
      context.whenKnown(pool, "adminCreateUserConfig.allowAdminCreateUserOnly", (only) => {
        if (only !== true) context.violation(pool, "lets everybody sign up");
      }),
  },
});
