import { iamConfusedDeputy } from "../../src/rules/iam/iam-confused-deputy";
import { iamKnownActions } from "../../src/rules/iam/iam-known-actions";
import { iamResourcePolicyScoped } from "../../src/rules/iam/iam-resource-policy-scoped";
import { iamUserNoPolicies } from "../../src/rules/iam/iam-user-no-policies";
import { describeRule } from "../support/describe-rule";
import { allow, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const rolePolicy = (policy: unknown) => [resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "role", policy })];
const statement = (parts: object) => rolePolicy(documentOf(allow(parts)));
const secretPolicy = (policy: unknown) => [
  resource("aws:secretsmanager/secretPolicy:SecretPolicy", "share", { secretArn: "db", policy }),
];
const access = (parts: object) =>
  secretPolicy(documentOf(allow({ Action: "secretsmanager:GetSecretValue", ...parts })));
const eventPermission = (properties: Record<string, unknown>) => [
  resource("aws:cloudwatch/eventPermission:EventPermission", "permission", { statementId: "Others", ...properties }),
];
const queuePolicy = (parts: object) => [
  resource("aws:sqs/queuePolicy:QueuePolicy", "from-topic", {
    queueUrl: "other",
    policy: documentOf(allow({ Action: "sqs:SendMessage", Principal: { Service: "sns.amazonaws.com" }, ...parts })),
  }),
];
const ofTopic = { Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:images" } } };
const ofOrganization = { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-a1b2c3d4e5" };

describe("rules about names in policies and who may use a resource", () => {
  const attached = (type: string, properties: Record<string, unknown>) => ({
    stack: [resource(`aws:iam/${type}`, "attached", properties)],
  });
  const OWN = { findings: { attached: "gives a user permissions of its own" } };
  const ofGroup = attached("groupPolicyAttachment:GroupPolicyAttachment", {
    group: "developers",
    policyArn: "x",
  }).stack;
  describeRule(iamUserNoPolicies, {
    passes: {
      "a policy of a group": { stack: ofGroup },
      "a policy for roles and groups": attached("policyAttachment:PolicyAttachment", { roles: ["images"] }),
      "the end of attachments that others made": attached(
        "userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
        { userName: "ann", policyArns: [] },
      ),
    },
    violates: {
      "an inline policy": {
        ...attached("userPolicy:UserPolicy", { user: "ann", policy: "{}" }),
        ...OWN,
        compliant: ofGroup,
      },
      "an attached policy": {
        ...attached("userPolicyAttachment:UserPolicyAttachment", { user: "ann", policyArn: "x" }),
        ...OWN,
        compliant: ofGroup,
      },
      "a policy for users among others": {
        ...attached("policyAttachment:PolicyAttachment", { roles: ["images"], users: ["ann"] }),
        ...OWN,
      },
      "all policies of a user": {
        ...attached("userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", { policyArns: ["x"] }),
        ...OWN,
      },
    },
    pending: {},
  });

  describeRule(iamKnownActions, {
    passes: {
      "actions and condition keys that exist": {
        stack: statement({ Action: ["s3:GetObject", "S3:list*"], Condition: { StringLike: { "s3:prefix": "a/*" } } }),
      },
      "all actions": { stack: statement({ Effect: "Deny", Action: "*" }) },
      "an action of the settings": {
        stack: statement({ Action: "newservice:GetThing" }),
        settings: { additionalActions: ["newservice:*"] },
      },
      "a service control policy": {
        stack: [
          resource("aws:organizations/policy:Policy", "limit", {
            content: documentOf({ Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" }),
          }),
        ],
      },
      "a tag policy, which is in another language": {
        stack: [
          resource("aws:organizations/policy:Policy", "tags", {
            type: "TAG_POLICY",
            content: '{"Statement":[{"Effect":"Deny","Action":"s3:PutObjekt"}]}',
          }),
        ],
      },
    },
    violates: {
      "a misspelt action": {
        stack: statement({ Action: ["s3:GetObject", "s3:PutObjekt"] }),
        findings: {
          policy: 'names the action s3:PutObjekt in statement 1, which does not exist ("s3:PutObject" may be meant)',
        },
        ids: ["1/s3:PutObjekt"],
      },
      "a misspelt action in NotAction of a Deny": {
        stack: statement({ Effect: "Deny", Action: undefined, NotAction: ["iamm:*"], Resource: "*" }),
        findings: {
          policy: 'names the action iamm:* in statement 1, which is of no service that AWS has ("iam" may be meant)',
        },
      },
      "a misspelt condition key": {
        stack: statement({ Condition: { StringEquals: { "aws:SourceAcount": "123456789012" } } }),
        findings: {
          policy:
            'names the condition key aws:sourceacount in statement 1, which does not exist ("aws:SourceAccount" may be meant)',
        },
      },
      "a misspelt action of a service control policy": {
        stack: [
          resource("aws:organizations/policy:Policy", "limit", {
            type: "SERVICE_CONTROL_POLICY",
            content: documentOf({ Effect: "Deny", Action: "organizations:LeaveOrganisation", Resource: "*" }),
          }),
        ],
        findings: {
          limit:
            'names the action organizations:LeaveOrganisation in statement 1, which does not exist ("organizations:LeaveOrganization" may be meant)',
        },
      },
    },
    pending: { "the document": { stack: rolePolicy(UNKNOWN), unknownPath: "policy" } },
  });

  describeRule(iamResourcePolicyScoped, {
    passes: {
      "a role": { stack: access({ Principal: { AWS: "arn:aws:iam::123456789012:role/images" } }) },
      "an organization": {
        stack: access({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
      },
      "a resource without a policy": { stack: [resource("aws:secretsmanager/secret:Secret", "db", {})] },
      "an event bus for one account": { stack: eventPermission({ principal: "123456789012" }) },
      "an event bus for an organization": {
        stack: eventPermission({ principal: "*", condition: ofOrganization }),
      },
      "an event bus for an organization that is not known yet": {
        stack: eventPermission({ principal: "*", condition: { ...ofOrganization, value: UNKNOWN } }),
      },
    },
    violates: {
      "any principal": {
        stack: access({ Principal: "*" }),
        findings: { share: "allows any principal in statement 1" },
        ids: ["1/*"],
      },
      "any principal over TLS": {
        stack: access({ Principal: { AWS: "*" }, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        findings: { share: "allows any principal in statement 1" },
      },
      "an event bus for everyone": {
        stack: eventPermission({ principal: "*" }),
        findings: { permission: 'allows any principal in statement "Others"' },
      },
      "an event bus for organizations that begin alike": {
        stack: eventPermission({ principal: "*", condition: { ...ofOrganization, type: "StringLike", value: "o-*" } }),
        findings: { permission: 'allows any principal in statement "Others"' },
      },
    },
    pending: {
      "the document": { stack: secretPolicy(UNKNOWN), unknownPath: "policy" },
      "the condition": {
        stack: secretPolicy({
          Statement: allow({ Action: "secretsmanager:GetSecretValue", Principal: "*", Condition: UNKNOWN }),
        }),
        unknownPath: "policy.Statement.Condition",
      },
      "the value of a condition": {
        stack: secretPolicy({
          Statement: allow({
            Action: "secretsmanager:GetSecretValue",
            Principal: "*",
            Condition: { StringEquals: { "aws:SourceVpce": UNKNOWN } },
          }),
        }),
        unknownPath: "policy.Statement.Condition.StringEquals.aws:SourceVpce",
      },
    },
  });

  describeRule(iamConfusedDeputy, {
    passes: {
      "a service for one topic": { stack: queuePolicy(ofTopic) },
      "a service for one account": {
        stack: queuePolicy({ Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } }),
      },
      "a Deny for a service": { stack: queuePolicy({ Effect: "Deny" }) },
      "a role": { stack: queuePolicy({ Principal: { AWS: "arn:aws:iam::123456789012:role/images" } }) },
      "a service of the settings": {
        stack: queuePolicy({}),
        settings: { acceptedServices: ["sns.amazonaws.com"] },
      },
    },
    violates: {
      "a service for any account": {
        stack: queuePolicy({}),
        findings: { "from-topic": "allows sns.amazonaws.com for any account in statement 1" },
        ids: ["1/sns.amazonaws.com"],
      },
      "a service for topics of any account": {
        stack: queuePolicy({ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:images" } } }),
        findings: { "from-topic": "allows sns.amazonaws.com for any account in statement 1" },
      },
      "several services": {
        stack: queuePolicy({ Principal: { Service: ["s3.amazonaws.com", "events.amazonaws.com"] } }),
        findings: { "from-topic": "allows s3.amazonaws.com, events.amazonaws.com for any account in statement 1" },
      },
    },
    pending: {
      "the source": {
        stack: [
          resource("aws:sqs/queuePolicy:QueuePolicy", "from-topic", {
            queueUrl: "other",
            policy: {
              Statement: allow({
                Action: "sqs:SendMessage",
                Principal: { Service: "sns.amazonaws.com" },
                Condition: { ArnEquals: { "aws:SourceArn": UNKNOWN } },
              }),
            },
          }),
        ],
        unknownPath: "policy.Statement.Condition.ArnEquals.aws:SourceArn",
      },
    },
  });
});
