import { iamNoManagedFullAccess } from "../../src/rules/iam-no-managed-full-access";
import { iamOneManagementStyle } from "../../src/rules/iam-one-management-style";
import { iamTrustScoped } from "../../src/rules/iam-trust-scoped";
import { kmsRotation } from "../../src/rules/kms-rotation";
import { describeRule } from "../support/describe-rule";
import { allow, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const role = (properties: Record<string, unknown> = {}) =>
  resource("aws:iam/role:Role", "role", { name: "role", ...properties });
const trust = (parts: object) => [
  role({
    assumeRolePolicy: documentOf({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "lambda.amazonaws.com" },
      ...parts,
    }),
  }),
];
const attachment = (policyArn: unknown, type = "rolePolicyAttachment:RolePolicyAttachment") => [
  resource(`aws:iam/${type}`, "attachment", { role: "role", policyArn }),
];
const MANAGED = "arn:aws:iam::aws:policy/";
const PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

describe("rules of IAM's roles and KMS's keys", () => {
  describeRule(iamTrustScoped, {
    passes: {
      "a named service": { stack: trust({}) },
      "a named account": { stack: trust({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }) },
      "a shared service for one account": {
        stack: trust({
          Principal: { Service: ["states.amazonaws.com"] },
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        }),
      },
      "a shared service for one resource": {
        stack: trust({
          Principal: { Service: "scheduler.amazonaws.com" },
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:scheduler:*:123456789012:schedule/*" } },
        }),
      },
      "one identity of a provider": {
        stack: trust({
          Principal: { Federated: PROVIDER },
          Condition: {
            StringEquals: { "token.actions.githubusercontent.com:sub": "repo:me/images:ref:refs/heads/main" },
          },
        }),
      },
      "a shared service that the settings do not call so": {
        stack: trust({ Principal: { Service: "states.amazonaws.com" } }),
        settings: { sharedServices: [] },
      },
      "an object": {
        stack: [
          role({ assumeRolePolicy: { Statement: { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" } } }),
        ],
      },
    },
    refuses: {
      everybody: { stack: trust({ Principal: "*" }), about: "role", says: /assumed by everybody/ },
      "everybody with an account": {
        stack: trust({ Principal: { AWS: ["*"] } }),
        about: "role",
        says: /assumed by everybody/,
      },
      "every service of a kind": {
        stack: trust({ Principal: { Service: "*.amazonaws.com" } }),
        about: "role",
        says: /assumed by everybody/,
      },
      "everybody but one": {
        stack: trust({ Principal: undefined, NotPrincipal: { AWS: "x" } }),
        about: "role",
        says: /assumed by everybody/,
      },
      "every identity of a provider": {
        stack: trust({ Principal: { Federated: PROVIDER } }),
        about: "role",
        says: /trusts every identity of arn/,
      },
      "a shared service for anybody": {
        stack: trust({ Principal: { Service: "events.amazonaws.com" } }),
        about: "role",
        says: /trusts events/,
      },
      "a shared service for any account": {
        stack: trust({
          Principal: { Service: "states.amazonaws.com" },
          Condition: { StringLike: { "aws:SourceAccount": "*" } },
        }),
        about: "role",
        says: /trusts states/,
      },
    },
    waits: { "the document": { stack: [role({ assumeRolePolicy: UNKNOWN })], waitsFor: "assumeRolePolicy" } },
  });

  describeRule(iamNoManagedFullAccess, {
    passes: {
      "a policy of one's own": { stack: attachment("arn:aws:iam::123456789012:policy/mine") },
      "a managed policy of the settings": {
        stack: attachment(`${MANAGED}service-role/AWSLambdaBasicExecutionRole`),
        settings: { allowedPolicies: ["service-role/*"] },
      },
      "a role without any": { stack: [role()] },
    },
    refuses: {
      "a managed policy": {
        stack: attachment(`${MANAGED}AWSXrayWriteOnlyAccess`),
        about: "attachment",
        says: /policy AWSXrayWriteOnlyAccess/,
      },
      "full access, whatever the settings say": {
        stack: attachment(`${MANAGED}AmazonS3FullAccess`),
        settings: { allowedPolicies: ["*"] },
        about: "attachment",
        says: /AmazonS3FullAccess/,
      },
      "a managed policy of another partition": {
        stack: attachment("arn:aws-cn:iam::aws:policy/AdministratorAccess"),
        about: "attachment",
        says: /AdministratorAccess/,
      },
      "one among a role's": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::123456789012:policy/mine", `${MANAGED}ReadOnlyAccess`] })],
        about: "role",
        says: /ReadOnlyAccess/,
      },
      "a group's": {
        stack: attachment(`${MANAGED}A`, "groupPolicyAttachment:GroupPolicyAttachment"),
        about: "attachment",
        says: /policy A/,
      },
      "a user's": {
        stack: attachment(`${MANAGED}A`, "userPolicyAttachment:UserPolicyAttachment"),
        about: "attachment",
        says: /policy A/,
      },
      "several's": {
        stack: attachment(`${MANAGED}A`, "policyAttachment:PolicyAttachment"),
        about: "attachment",
        says: /policy A/,
      },
      "an exclusive list's": {
        stack: [
          resource("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "all", {
            policyArns: [`${MANAGED}A`],
          }),
        ],
        about: "all",
        says: /policy A/,
      },
    },
    waits: { "the ARN": { stack: attachment(UNKNOWN), waitsFor: "policyArn" } },
  });

  const inline = (name?: string) => ({ inlinePolicies: [{ name, policy: documentOf(allow()) }] });
  const beside = resource("aws:iam/rolePolicy:RolePolicy", "policy", {
    name: "own",
    role: "role",
    policy: documentOf(allow()),
  });
  describeRule(iamOneManagementStyle, {
    passes: {
      "policies inside": { stack: [role(inline("a"))] },
      "policies beside": { stack: [role(), beside] },
      "a role whose outputs list what stands beside it": { stack: [role(inline("own")), beside] },
      "managed policies that are attached": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }), ...attachment("arn:aws:iam::1:policy/a")],
      },
    },
    refuses: {
      "policies inside and beside": {
        stack: [role(inline("a")), beside],
        about: "role",
        says: /inlinePolicies and a RolePolicy/,
      },
      "policies inside and an exclusive list": {
        stack: [
          role(inline("a")),
          resource("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "all", { roleName: "role" }),
        ],
        about: "role",
        says: /inlinePolicies/,
      },
      "managed policies inside and attached": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }), ...attachment("arn:aws:iam::1:policy/b")],
        about: "role",
        says: /managedPolicyArns and an attachment/,
      },
    },
    waits: {},
  });

  const key = (properties: Record<string, unknown>) => [resource("aws:kms/key:Key", "key", properties)];
  describeRule(kmsRotation, {
    passes: {
      "a key that rotates": { stack: key({ enableKeyRotation: true }) },
      "a key for signatures, which cannot": { stack: key({ customerMasterKeySpec: "ECC_NIST_P256" }) },
      "a policy for one account": {
        stack: key({
          enableKeyRotation: true,
          policy: documentOf(allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
        }),
      },
      "everybody of one account": {
        stack: key({
          enableKeyRotation: true,
          policy: documentOf(
            allow({ Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "123456789012" } } }),
          ),
        }),
      },
    },
    refuses: {
      "a key that does not say": { stack: key({}), about: "key", says: /does not rotate/ },
      "a key that stays": { stack: key({ enableKeyRotation: false }), about: "key", says: /does not rotate/ },
      "a public policy": {
        stack: key({ enableKeyRotation: true, policy: documentOf(allow({ Principal: "*" })) }),
        about: "key",
        says: /used by everybody in statement 1/,
      },
      "a public policy beside the key": {
        stack: [
          resource("aws:kms/keyPolicy:KeyPolicy", "p", { policy: documentOf(allow({ Principal: { AWS: "*" } })) }),
        ],
        about: "p",
        says: /used by everybody/,
      },
    },
    waits: { "the rotation": { stack: key({ enableKeyRotation: UNKNOWN }), waitsFor: "enableKeyRotation" } },
  });
});
