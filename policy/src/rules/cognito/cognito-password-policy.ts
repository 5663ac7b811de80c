import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

interface Settings {
  readonly minLength: number;
  readonly maxTemporaryDays: number;
}

const classes = ["requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols"];

export const cognitoPasswordPolicy = defineRule<Settings>({
  name: "cognito-password-policy",
  description: "Cognito user pools have a strong password policy.",
  why: "Short passwords of one kind of character are guessed.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["Cognito.3"], cdkNag: ["AwsSolutions-COG1"] },
  remediationSteps: `Set passwordPolicy with minimumLength, ${classes.join(", ")} and temporaryPasswordValidityDays.`,
  settings: {
    minLength: {
      type: "integer",
      minimum: 6,
      maximum: 99,
      default: 8,
      description: "Fewest characters of a password.",
    },
    maxTemporaryDays: {
      type: "integer",
      minimum: 1,
      maximum: 365,
      default: 7,
      description: "Most days that a temporary password is valid.",
    },
  },
  resource: {
    types: types.userPool,
    check: (pool, context) => {
      const { minLength, maxTemporaryDays } = context.settings;
      if (!pool.isSet("passwordPolicy")) return context.violation(pool, "has no password policy");
      context.whenKnown(pool, "passwordPolicy.minimumLength", (length) => {
        if (typeof length !== "number" || length < minLength)
          context.violation(pool, `accepts passwords with fewer than ${minLength} characters`);
      });
      const missing: string[] = [];
      for (const input of classes) {
        context.whenKnown(pool, `passwordPolicy.${input}`, (required) => {
          if (required !== true) missing.push(input);
        });
      }
      if (missing.length > 0) context.violation(pool, `does not set ${missing.join(", ")}`);
      context.whenKnown(pool, "passwordPolicy.temporaryPasswordValidityDays", (days) => {
        // Seven days, where it is not set.
        if ((typeof days === "number" && days > 0 ? days : 7) > maxTemporaryDays)
          context.violation(pool, `keeps temporary passwords valid for more than ${maxTemporaryDays} days`);
      });
    },
  },
});
