import { cognitoMfa } from "../../src/rules/cognito/cognito-mfa";
import { cognitoNoGuests } from "../../src/rules/cognito/cognito-no-guests";
import { cognitoNoSelfSignup } from "../../src/rules/cognito/cognito-no-self-signup";
import { cognitoPasswordPolicy } from "../../src/rules/cognito/cognito-password-policy";
import { changedStack } from "../support/compliant-stacks";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const pool = (properties: Record<string, unknown>) => ({
  stack: [resource("aws:cognito/userPool:UserPool", "users", properties)],
});
const policy = (set: Record<string, unknown>) => ({ stack: changedStack("users", { set }) });
const guests = (allowUnauthenticatedIdentities?: unknown) => ({
  stack: [resource("aws:cognito/identityPool:IdentityPool", "identities", { allowUnauthenticatedIdentities })],
});

describe("Cognito rules", () => {
  describeRule(cognitoPasswordPolicy, {
    passes: {
      "a strong policy": policy({}),
      "no time for temporary passwords, which is then seven days": policy({
        "passwordPolicy.temporaryPasswordValidityDays": undefined,
      }),
      "a shorter password where the settings accept it": {
        ...policy({ "passwordPolicy.minimumLength": 6 }),
        settings: { minLength: 6 },
      },
    },
    violates: {
      "no policy": { ...pool({}), findings: { users: "has no password policy" } },
      "a short password": {
        ...policy({ "passwordPolicy.minimumLength": 7 }),
        findings: { users: "accepts passwords with fewer than 8 characters" },
      },
      "two kinds of characters that are not required": {
        ...policy({ "passwordPolicy.requireSymbols": false, "passwordPolicy.requireNumbers": undefined }),
        findings: { users: "does not set requireNumbers, requireSymbols" },
      },
      "temporary passwords for a month": {
        ...policy({ "passwordPolicy.temporaryPasswordValidityDays": 30 }),
        findings: { users: "keeps temporary passwords valid for more than 7 days" },
      },
    },
    pending: {
      "the length": {
        ...policy({ "passwordPolicy.minimumLength": UNKNOWN }),
        unknownPath: "passwordPolicy.minimumLength",
      },
    },
  });

  describeRule(cognitoMfa, {
    passes: { "MFA for all": pool({ mfaConfiguration: "ON" }), "optional MFA": pool({ mfaConfiguration: "OPTIONAL" }) },
    violates: {
      "MFA off": { ...pool({ mfaConfiguration: "OFF" }), findings: { users: "has no multi-factor authentication" } },
      "no MFA": { ...pool({}), findings: { users: "has no multi-factor authentication" } },
    },
    pending: { "the setting": { ...pool({ mfaConfiguration: UNKNOWN }), unknownPath: "mfaConfiguration" } },
  });

  const signup = (allowAdminCreateUserOnly: unknown) => pool({ adminCreateUserConfig: { allowAdminCreateUserOnly } });
  describeRule(cognitoNoSelfSignup, {
    passes: { "administrators alone": signup(true) },
    violates: {
      everybody: { ...signup(false), findings: { users: "lets everybody sign up" } },
      "nothing stated": { ...pool({}), findings: { users: "lets everybody sign up" } },
    },
    pending: {
      "the setting": { ...signup(UNKNOWN), unknownPath: "adminCreateUserConfig.allowAdminCreateUserOnly" },
    },
  });

  describeRule(cognitoNoGuests, {
    passes: { "no guests": guests(false), "nothing stated": guests() },
    violates: { guests: { ...guests(true), findings: { identities: "gives AWS credentials to everybody" } } },
    pending: { "the setting": { ...guests(UNKNOWN), unknownPath: "allowUnauthenticatedIdentities" } },
  });
});
