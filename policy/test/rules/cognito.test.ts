import { cognitoClientTokens } from "../../src/rules/cognito/cognito-client-tokens";
import { cognitoDeletionProtection } from "../../src/rules/cognito/cognito-deletion-protection";
import { cognitoMfa } from "../../src/rules/cognito/cognito-mfa";
import { cognitoNoGuests } from "../../src/rules/cognito/cognito-no-guests";
import { cognitoNoSelfSignup } from "../../src/rules/cognito/cognito-no-self-signup";
import { cognitoPasswordPolicy } from "../../src/rules/cognito/cognito-password-policy";
import { cognitoThreatProtection } from "../../src/rules/cognito/cognito-threat-protection";
import { cognitoUserExistence } from "../../src/rules/cognito/cognito-user-existence";
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

  const addOns = (userPoolAddOns: unknown, more: Record<string, unknown> = {}) => pool({ userPoolAddOns, ...more });
  const enforced = { advancedSecurityMode: "ENFORCED" };
  const custom = { lambdaConfig: { defineAuthChallenge: "arn:aws:lambda:x" } };
  describeRule(cognitoThreatProtection, {
    passes: {
      "enforced protection": addOns(enforced),
      "enforced protection of custom authentication": addOns(
        { ...enforced, advancedSecurityAdditionalFlows: { customAuthMode: "ENFORCED" } },
        custom,
      ),
      "other triggers": addOns(enforced, { lambdaConfig: { preSignUp: "arn:aws:lambda:x" } }),
    },
    violates: {
      "no protection": { ...pool({}), findings: { users: "does not enforce threat protection of its sign-in" } },
      "protection that only audits": {
        ...addOns({ advancedSecurityMode: "AUDIT" }),
        findings: { users: "does not enforce threat protection of its sign-in" },
      },
      "custom authentication without protection": {
        ...addOns(enforced, custom),
        findings: { users: "does not enforce threat protection of custom authentication" },
      },
    },
    pending: {
      "the mode": { ...addOns({ advancedSecurityMode: UNKNOWN }), unknownPath: "userPoolAddOns.advancedSecurityMode" },
    },
  });

  const production = { tags: { Stage: "prod" } };
  describeRule(cognitoDeletionProtection, {
    passes: {
      "a protected pool": pool({ ...production, deletionProtection: "ACTIVE" }),
      "a development pool": pool({ tags: { Stage: "dev" } }),
      "a pool without tags": pool({}),
    },
    violates: {
      "a production pool": { ...pool(production), findings: { users: "has no deletion protection in production" } },
      "a protection that is switched off": {
        ...pool({ ...production, deletionProtection: "INACTIVE" }),
        findings: { users: "has no deletion protection in production" },
      },
      "a pool of a production stack": {
        ...pool({}),
        stackTags: { env: "production" },
        findings: { users: "has no deletion protection in production" },
      },
    },
    pending: {
      "the setting": { ...pool({ ...production, deletionProtection: UNKNOWN }), unknownPath: "deletionProtection" },
    },
  });

  const client = (properties: Record<string, unknown>) => ({
    stack: [resource("aws:cognito/userPoolClient:UserPoolClient", "client", properties)],
  });
  describeRule(cognitoUserExistence, {
    passes: { "one error for all": client({ preventUserExistenceErrors: "ENABLED" }) },
    violates: {
      "an error for unknown users": {
        ...client({ preventUserExistenceErrors: "LEGACY" }),
        findings: { client: "answers unknown users with an error of their own" },
      },
      "no setting": { ...client({}), findings: { client: "answers unknown users with an error of their own" } },
    },
    pending: {
      "the setting": {
        ...client({ preventUserExistenceErrors: UNKNOWN }),
        unknownPath: "preventUserExistenceErrors",
      },
    },
  });

  describeRule(cognitoClientTokens, {
    passes: {
      "the authorization code grant": client({ allowedOauthFlows: ["code"], enableTokenRevocation: true }),
      "nothing stated": client({}),
    },
    violates: {
      "the implicit grant": {
        ...client({ allowedOauthFlows: ["code", "implicit"] }),
        findings: { client: "allows the implicit grant" },
      },
      "tokens that stay valid": {
        ...client({ enableTokenRevocation: false }),
        findings: { client: "cannot revoke its tokens" },
      },
    },
    pending: {
      "the flows": { ...client({ allowedOauthFlows: UNKNOWN }), unknownPath: "allowedOauthFlows" },
      "the revocation": { ...client({ enableTokenRevocation: UNKNOWN }), unknownPath: "enableTokenRevocation" },
    },
  });
});
