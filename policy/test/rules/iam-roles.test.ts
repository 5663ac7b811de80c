import { expect } from "chai";

import { iamNoManagedFullAccess } from "../../src/rules/iam/iam-no-managed-full-access";
import { iamOneManagementStyle } from "../../src/rules/iam/iam-one-management-style";
import { iamTrustScoped } from "../../src/rules/iam/iam-trust-scoped";
import { kmsRotation } from "../../src/rules/kms/kms-rotation";
import { describeRule } from "../support/describe-rule";
import { allow, documentOf } from "../support/documents";
import { evaluate } from "../support/evaluate";
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
/** Attachments to a role by name, and by its output in a preview; one of them twice, and one to another role. */
const attachedTo = role({ name: "named" });
const manyAttached = [
  attachedTo,
  ...[
    { role: "named", policyArn: `${MANAGED}C` },
    { role: UNKNOWN, policyArn: `${MANAGED}A` },
    { role: UNKNOWN, policyArn: `${MANAGED}B` },
    { role: "named", policyArn: `${MANAGED}B` },
    { role: UNKNOWN, policyArn: "arn:aws:iam::123456789012:policy/mine" },
  ].map((input, index) =>
    resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `attachment-${index}`, input, {
      from: { role: attachedTo },
    }),
  ),
];
const PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

describe("IAM role and KMS key rules", () => {
  describeRule(iamTrustScoped, {
    passes: {
      "a named service": { stack: trust({}) },
      "an account with the name of a shared service": {
        stack: trust({ Principal: { AWS: "states.amazonaws.com" } }),
      },
      "a named role": { stack: trust({ Principal: { AWS: "arn:aws:iam::123456789012:role/deployer" } }) },
      "an account of the settings": {
        stack: trust({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
        settings: { trustedAccounts: ["123456789012"] },
      },
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
      "one subject of an identity provider": {
        stack: trust({
          Principal: { Federated: PROVIDER },
          Condition: {
            StringEquals: { "token.actions.githubusercontent.com:sub": "repo:me/images:ref:refs/heads/main" },
          },
        }),
      },
      "a service that is not shared by the settings": {
        stack: trust({ Principal: { Service: "states.amazonaws.com" } }),
        settings: { sharedServices: [] },
      },
      "a document as an object": {
        stack: [
          role({ assumeRolePolicy: { Statement: { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" } } }),
        ],
      },
    },
    violates: {
      "any principal": {
        stack: trust({ Principal: "*" }),
        findings: { role: "can be assumed by any principal in statement 1" },
        ids: ["1/*"],
      },
      "all of an account": {
        stack: trust({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
        findings: { role: "trusts every principal of account 123456789012 in statement 1" },
      },
      "any AWS principal": {
        stack: trust({ Principal: { AWS: ["*"] } }),
        findings: { role: "can be assumed by any principal in statement 1" },
      },
      "a wildcard service": {
        stack: trust({ Principal: { Service: "*.amazonaws.com" } }),
        findings: { role: "can be assumed by any principal in statement 1" },
      },
      NotPrincipal: {
        stack: trust({ Principal: undefined, NotPrincipal: { AWS: "x" } }),
        findings: { role: "can be assumed by any principal in statement 1" },
      },
      "any subject of an identity provider": {
        stack: trust({ Principal: { Federated: PROVIDER } }),
        findings: {
          role: "trusts every identity of arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com in statement 1",
        },
      },
      "a shared service without a condition": {
        stack: trust({ Principal: { Service: "events.amazonaws.com" } }),
        findings: { role: "trusts events.amazonaws.com for any account in statement 1" },
      },
      "several shared services, and another": {
        stack: trust({
          Principal: { Service: ["events.amazonaws.com", "lambda.amazonaws.com", "states.amazonaws.com"] },
        }),
        findings: { role: "trusts events.amazonaws.com, states.amazonaws.com for any account in statement 1" },
      },
      "any subject of several identity providers": {
        stack: trust({ Principal: { Federated: [PROVIDER, "accounts.google.com"] } }),
        findings: { role: `trusts every identity of ${PROVIDER}, accounts.google.com in statement 1` },
      },
      "a shared service with a condition that does not name the source": {
        stack: trust({
          Principal: { Service: "states.amazonaws.com" },
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } },
        }),
        findings: { role: "trusts states.amazonaws.com for any account in statement 1" },
      },
      "a shared service for any account": {
        stack: trust({
          Principal: { Service: "states.amazonaws.com" },
          Condition: { StringLike: { "aws:SourceAccount": "*" } },
        }),
        findings: { role: "trusts states.amazonaws.com for any account in statement 1" },
      },
    },
    pending: {
      "the document": { stack: [role({ assumeRolePolicy: UNKNOWN })], unknownPath: "assumeRolePolicy" },
      "the condition on an identity provider": {
        stack: [
          role({
            assumeRolePolicy: {
              Statement: {
                Effect: "Allow",
                Action: "sts:AssumeRoleWithWebIdentity",
                Principal: { Federated: PROVIDER },
                Condition: { StringLike: UNKNOWN },
              },
            },
          }),
        ],
        unknownPath: "assumeRolePolicy.Statement.Condition.StringLike",
      },
      "the condition on an account": {
        stack: [
          role({
            assumeRolePolicy: {
              Statement: {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { AWS: "arn:aws:iam::123456789012:root" },
                Condition: UNKNOWN,
              },
            },
          }),
        ],
        unknownPath: "assumeRolePolicy.Statement.Condition",
      },
      "the account of a shared service": {
        stack: [
          role({
            assumeRolePolicy: {
              Statement: {
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "states.amazonaws.com" },
                Condition: { StringEquals: { "aws:SourceAccount": UNKNOWN } },
              },
            },
          }),
        ],
        unknownPath: "assumeRolePolicy.Statement.Condition.StringEquals.aws:SourceAccount",
      },
    },
  });

  describeRule(iamNoManagedFullAccess, {
    passes: {
      "a customer managed policy": { stack: attachment("arn:aws:iam::123456789012:policy/mine") },
      "an AWS managed policy that the settings accept": {
        stack: attachment(`${MANAGED}service-role/AWSLambdaBasicExecutionRole`),
        settings: { allowedPolicies: ["service-role/*"] },
      },
      "a role without policies": { stack: [role()] },
      "customer managed policies in every kind of attachment": {
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
    violates: {
      "an AWS managed policy": {
        stack: attachment(`${MANAGED}AWSXrayWriteOnlyAccess`),
        findings: { attachment: "attaches the AWS managed policy AWSXrayWriteOnlyAccess" },
      },
      "a full-access policy, although the settings accept all": {
        stack: attachment(`${MANAGED}AmazonS3FullAccess`),
        settings: { allowedPolicies: ["*"] },
        findings: { attachment: "attaches the AWS managed policy AmazonS3FullAccess" },
      },
      "an AWS managed policy of another partition": {
        stack: attachment("arn:aws-cn:iam::aws:policy/AdministratorAccess"),
        findings: { attachment: "attaches the AWS managed policy AdministratorAccess" },
      },
      "an AWS managed policy in managedPolicyArns": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::123456789012:policy/mine", `${MANAGED}ReadOnlyAccess`] })],
        findings: { role: "attaches the AWS managed policy ReadOnlyAccess" },
      },
      "several policies of one role, in one finding about it": {
        stack: manyAttached,
        findings: { role: "attaches the AWS managed policies A, B, C" },
        ids: ["A", "B", "C"],
      },
      "a group attachment": {
        stack: attachment(`${MANAGED}A`, "groupPolicyAttachment:GroupPolicyAttachment"),
        findings: { attachment: "attaches the AWS managed policy A" },
      },
      "a user attachment": {
        stack: attachment(`${MANAGED}A`, "userPolicyAttachment:UserPolicyAttachment"),
        findings: { attachment: "attaches the AWS managed policy A" },
      },
      "an attachment to several principals": {
        stack: attachment(`${MANAGED}A`, "policyAttachment:PolicyAttachment"),
        findings: { attachment: "attaches the AWS managed policy A" },
      },
      "an exclusive list of a role": {
        stack: exclusive("rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", `${MANAGED}A`),
        findings: { all: "attaches the AWS managed policy A" },
      },
      "an exclusive list of a group": {
        stack: exclusive("groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", `${MANAGED}A`),
        findings: { all: "attaches the AWS managed policy A" },
      },
      "an exclusive list of a user": {
        stack: exclusive("userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", `${MANAGED}A`),
        findings: { all: "attaches the AWS managed policy A" },
      },
    },
    pending: { "the ARN": { stack: attachment(UNKNOWN), unknownPath: "policyArn" } },
  });

  it("accepts an attachment by its name, and a policy of a role by its id, but not the role as a whole", () => {
    const messages = (...exceptions: object[]) =>
      evaluate([iamNoManagedFullAccess], manyAttached, {
        config: {
          "iam-no-managed-full-access": { exceptions: exceptions.map((each) => ({ ...each, reason: "Ours." })) },
        },
      }).map(({ message }) => message.split(". ")[0]);
    expect(messages({ resource: "attachment-0" }, { resource: "role", finding: "A" })).to.deep.equal([
      "role attaches the AWS managed policy B",
    ]);
    expect(messages({ resource: "role" })).to.deep.equal(["role attaches the AWS managed policies A, B, C"]);
    expect(messages({ resource: "attachment-*" })).to.deep.equal([]);
  });

  const inline = (name?: string) => ({ inlinePolicies: [{ name, policy: documentOf(allow()) }] });
  const beside = resource("aws:iam/rolePolicy:RolePolicy", "policy", {
    name: "own",
    role: "role",
    policy: documentOf(allow()),
  });
  describeRule(iamOneManagementStyle, {
    passes: {
      "inline policies": { stack: [role(inline("a"))] },
      "separate policies": { stack: [role(), beside] },
      "a role whose outputs list its separate policies": { stack: [role(inline("own")), beside] },
      "managed policies that an exclusive list has": {
        stack: [
          role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }),
          resource("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "all", {
            roleName: "role",
            policyArns: ["arn:aws:iam::1:policy/a"],
          }),
        ],
      },
      "managed policies of a role beside the attachment of another": {
        stack: [
          role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }),
          resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "elsewhere", { role: "x", policyArn: "p" }),
        ],
      },
      "unknown inline and managed policies": {
        stack: [
          role({ inlinePolicies: [UNKNOWN], managedPolicyArns: UNKNOWN }),
          beside,
          ...attachment("arn:aws:iam::1:policy/a"),
        ],
      },
      "managed policies that are also attached": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }), ...attachment("arn:aws:iam::1:policy/a")],
      },
    },
    violates: {
      "inline and separate policies": {
        stack: [role(inline("a")), beside],
        findings: { role: "has both inlinePolicies and a RolePolicy" },
      },
      "an inline policy without a name and a separate one": {
        stack: [role(inline()), beside],
        findings: { role: "has both inlinePolicies and a RolePolicy" },
      },
      "managed policies in the role and others in an exclusive list": {
        stack: [
          role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }),
          resource("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "all", {
            roleName: "role",
            policyArns: ["arn:aws:iam::1:policy/b"],
          }),
        ],
        findings: { role: "has both managedPolicyArns and a policy attachment" },
      },
      "managed policies in the role, and others both attached and in an exclusive list": {
        stack: [
          role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }),
          ...attachment("arn:aws:iam::1:policy/b"),
          resource("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "all", {
            roleName: "role",
            policyArns: ["arn:aws:iam::1:policy/b"],
          }),
        ],
        findings: { role: "has both managedPolicyArns and a policy attachment" },
      },
      "inline policies and an exclusive list": {
        stack: [
          role(inline("a")),
          resource("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "all", { roleName: "role" }),
        ],
        findings: { role: "has both inlinePolicies and a RolePolicy" },
      },
      "managed policies in the role and others attached": {
        stack: [role({ managedPolicyArns: ["arn:aws:iam::1:policy/a"] }), ...attachment("arn:aws:iam::1:policy/b")],
        findings: { role: "has both managedPolicyArns and a policy attachment" },
      },
    },
    pending: {},
  });

  const key = (properties: Record<string, unknown>) => [resource("aws:kms/key:Key", "key", properties)];
  describeRule(kmsRotation, {
    passes: {
      "a key that rotates": { stack: key({ enableKeyRotation: true }) },
      "an asymmetric key, which cannot rotate": { stack: key({ customerMasterKeySpec: "ECC_NIST_P256" }) },
      "a separate policy for one account": {
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
      "any principal of one account": {
        stack: key({
          enableKeyRotation: true,
          policy: documentOf(
            allow({ Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "123456789012" } } }),
          ),
        }),
      },
    },
    violates: {
      "no setting": { stack: key({}), findings: { key: "does not rotate automatically" } },
      "rotation switched off": {
        stack: key({ enableKeyRotation: false }),
        findings: { key: "does not rotate automatically" },
      },
      "a public policy": {
        stack: key({ enableKeyRotation: true, policy: documentOf(allow({ Principal: "*" })) }),
        findings: { key: "can be used by any principal in statement 1" },
      },
      "a separate public policy": {
        stack: [
          resource("aws:kms/keyPolicy:KeyPolicy", "p", { policy: documentOf(allow({ Principal: { AWS: "*" } })) }),
        ],
        findings: { p: "can be used by any principal in statement 1" },
      },
    },
    pending: { "the rotation": { stack: key({ enableKeyRotation: UNKNOWN }), unknownPath: "enableKeyRotation" } },
  });
});
