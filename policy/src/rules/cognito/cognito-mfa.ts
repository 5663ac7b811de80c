import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const cognitoMfa = defineRule({
  name: "cognito-mfa",
  description: "Cognito user pools offer multi-factor authentication.",
  why: "A password that is known elsewhere is then not enough to sign in.",
  level: "mandatory",
  severity: "medium",
  controls: {
    partly: {
      "AwsSolutions-COG2": "it requires MFA of every user, the rule for MFA that users can turn on",
      "Cognito.5": "its documentation leaves open whether MFA that users can turn on passes",
    },
  },
  remediationSteps:
    'Set mfaConfiguration to "ON" or "OPTIONAL", with softwareTokenMfaConfiguration, webAuthnConfiguration, emailMfaConfiguration or smsConfiguration.',
  resource: {
    types: types.userPool,
    check: (pool, context) =>
      context.whenKnown(pool, "mfaConfiguration", (mfa) => {
        if (mfa !== "ON" && mfa !== "OPTIONAL") context.violation(pool, "has no multi-factor authentication");
      }),
  },
});
