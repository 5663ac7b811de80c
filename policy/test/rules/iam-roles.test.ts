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
const exclusive = (type: string, policyArn: unknown) => [
  resource(`aws:iam/${type}`, "all", { policyArns: [policyArn] }),
];
const OWN = "arn:aws:iam::123456789012:policy/mine";
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
      everybody: {
        stack: trust({ Principal: "*" }),
        findings: { role: "can be assumed by any principal in statement 1" },
      },
      "everybody with an account": {
        stack: trust({ Principal: { AWS: ["*"] } }),
        findings: { role: "can be assumed by any principal in statement 1" },
      },
      "every service of a kind": {
        stack: trust({ Principal: { Service: "*.amazonaws.com" } }),
        findings: { role: "can be assumed by any principal in statement 1" },
      },
      "everybody but one": {
        stack: trust({ Principal: undefined, NotPrincipal: { AWS: "x" } }),
        findings: { role: "can be assumed by any principal in statement 1" },
      },
      "every identity of a provider": {
        stack: trust({ Principal: { Federated: PROVIDER } }),
        findings: {
          role: "trusts every identity of arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com in statement 1",
        },
      },
      "a shared service for anybody": {
        stack: trust({ Principal: { Service: "events.amazonaws.com" } }),
        findings: { role: "trusts events.amazonaws.com for any account in statement 1" },
      },
      "a shared service for any account": {
        stack: trust({
          Principal: { Service: "states.amazonaws.com" },
          Condition: { StringLike: { "aws:SourceAccount": "*" } },
        }),
        findings: { role: "trusts states.amazonaws.com for any account in statement 1" },
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
      "policies of one's own, in every kind of attachment": {
        stack: [
          ...attachment(OWN, "groupPolicyAttachment:GroupPolicyAttachment"),
          ...attachment(OWN, "userPolicyAttachment:UserPolicyAttachment"),
          ...attachment(OWN, "policyAttachment:PolicyAttachment"),
          ...exclusive("rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", OWN),
          ...exclusive("groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", OWN),
          ...exclusive("userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", OWN),
        ],
      },
    },
    refuses: {
      "a managed policy": {
        stack: attachment(`${MANAGED}AWSXrayWriteOnlyAccess`),
        findings: { attachment: "attaches the AWS managed policy AWSXrayWriteOnlyAccess" },
      },
      "full access, whatever the settings say": {
        stack: attachment(`${MANAGED}AmazonS3FullAccess`),
        settings: { allowedPolicies: ["*"] },
        findings: { attachment: "attaches the AWS managed policy AmazonS3FullAccess" },
      },
      "a managed policy of another partition": {
        stack: attachment("arn:aws-cn:iam::aws:policy/AdministratorAccess"),
        findings: { attachment: "attaches the AWS managed policy AdministratorAccess" },
      },
      "one among a role's": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::123456789012:policy/mine", `${MANAGED}ReadOnlyAccess`] })],
        findings: { role: "attaches the AWS managed policy ReadOnlyAccess" },
      },
      "a group's": {
        stack: attachment(`${MANAGED}A`, "groupPolicyAttachment:GroupPolicyAttachment"),
        findings: { attachment: "attaches the AWS managed policy A" },
      },
      "a user's": {
        stack: attachment(`${MANAGED}A`, "userPolicyAttachment:UserPolicyAttachment"),
        findings: { attachment: "attaches the AWS managed policy A" },
      },
      "several's": {
        stack: attachment(`${MANAGED}A`, "policyAttachment:PolicyAttachment"),
        findings: { attachment: "attaches the AWS managed policy A" },
      },
      "a role's exclusive list's": {
        stack: exclusive("rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", `${MANAGED}A`),
        findings: { all: "attaches the AWS managed policy A" },
      },
      "a group's exclusive list's": {
        stack: exclusive("groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", `${MANAGED}A`),
        findings: { all: "attaches the AWS managed policy A" },
      },
      "a user's exclusive list's": {
        stack: exclusive("userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", `${MANAGED}A`),
        findings: { all: "attaches the AWS managed policy A" },
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
        findings: { role: "has both inlinePolicies and a RolePolicy" },
      },
      "policies inside and an exclusive list": {
        stack: [
          role(inline("a")),
          resource("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "all", { roleName: "role" }),
        ],
        findings: { role: "has both inlinePolicies and a RolePolicy" },
      },
      "managed policies inside and attached": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }), ...attachment("arn:aws:iam::1:policy/b")],
        findings: { role: "has both managedPolicyArns and a policy attachment" },
      },
    },
    waits: {},
  });

  const key = (properties: Record<string, unknown>) => [resource("aws:kms/key:Key", "key", properties)];
  describeRule(kmsRotation, {
    passes: {
      "a key that rotates": { stack: key({ enableKeyRotation: true }) },
      "a key for signatures, which cannot": { stack: key({ customerMasterKeySpec: "ECC_NIST_P256" }) },
      "a policy for one account beside the key": {
        stack: [
          resource("aws:kms/keyPolicy:KeyPolicy", "p", {
            policy: documentOf(allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
          }),
        ],
      },
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
      "a key that does not say": { stack: key({}), findings: { key: "does not rotate automatically" } },
      "a key that stays": {
        stack: key({ enableKeyRotation: false }),
        findings: { key: "does not rotate automatically" },
      },
      "a public policy": {
        stack: key({ enableKeyRotation: true, policy: documentOf(allow({ Principal: "*" })) }),
        findings: { key: "can be used by any principal in statement 1" },
      },
      "a public policy beside the key": {
        stack: [
          resource("aws:kms/keyPolicy:KeyPolicy", "p", { policy: documentOf(allow({ Principal: { AWS: "*" } })) }),
        ],
        findings: { p: "can be used by any principal in statement 1" },
      },
    },
    waits: { "the rotation": { stack: key({ enableKeyRotation: UNKNOWN }), waitsFor: "enableKeyRotation" } },
  });
});
