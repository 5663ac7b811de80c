import { expect } from "chai";

import { iamNoAdmin } from "../../src/rules/iam/iam-no-admin";
import { iamNoEscalation } from "../../src/rules/iam/iam-no-escalation";
import { iamNoServiceWildcard } from "../../src/rules/iam/iam-no-service-wildcard";
import { iamResourceScoped } from "../../src/rules/iam/iam-resource-scoped";
import { kmsDecryptScoped } from "../../src/rules/kms/kms-decrypt-scoped";
import { describeRule } from "../support/describe-rule";
import { evaluate } from "../support/evaluate";
import { allow, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const rolePolicy = (policy: unknown) => [resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "role", policy })];
const statement = (parts: object) => rolePolicy(documentOf(allow(parts)));
const pendingDocument = { "the document": { stack: rolePolicy(UNKNOWN), unknownPath: "policy" } };
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234";

describe("IAM identity policy rules", () => {
  const all = { Effect: "Allow", Action: "*", Resource: "*" };
  describeRule(iamNoAdmin, {
    passes: {
      "one action on one resource": { stack: statement({}) },
      "all actions on one resource": { stack: statement({ Action: "*" }) },
      "one action on all resources": { stack: statement({ Resource: "*" }) },
      "a Deny of all actions": { stack: statement({ ...all, Effect: "Deny" }) },
      "one action on one resource, in every type of policy": {
        stack: [
          resource("aws:iam/role:Role", "role", { inlinePolicies: [{ name: "ok", policy: documentOf(allow()) }] }),
          ...["policy:Policy", "userPolicy:UserPolicy", "groupPolicy:GroupPolicy"].map((type) =>
            resource(`aws:iam/${type}`, type, { policy: documentOf(allow()) }),
          ),
        ],
      },
      "an invalid document, which another rule reports": { stack: rolePolicy("{") },
    },
    violates: {
      "all actions on all resources, as JSON text": {
        stack: rolePolicy(documentOf(all)),
        findings: { policy: "allows all actions on all resources in statement 1" },
      },
      "all actions on all resources, as an object with lists and *:*": {
        stack: rolePolicy({ Statement: [{ ...all, Action: ["*:*"], Resource: ["*"] }] }),
        findings: { policy: "allows all actions on all resources in statement 1" },
      },
      "element names in lower case": {
        stack: rolePolicy({ statement: { effect: "allow", action: "*", resource: "*" } }),
        findings: { policy: "allows all actions on all resources in statement 1" },
      },
      "the second statement, beside an unknown value": {
        stack: rolePolicy({ Statement: [allow({ Resource: UNKNOWN }), { ...all, Sid: "All" }] }),
        findings: { policy: 'allows all actions on all resources in statement "All"' },
      },
      "a role's inline policy": {
        stack: [
          resource("aws:iam/role:Role", "role", {
            inlinePolicies: [{ name: "ok", policy: documentOf(allow()) }, { policy: documentOf(all) }],
          }),
        ],
        findings: { role: "allows all actions on all resources in statement 1" },
      },
      "a managed policy": {
        stack: [resource("aws:iam/policy:Policy", "p", { policy: documentOf(all) })],
        findings: { p: "allows all actions on all resources in statement 1" },
      },
      "a user's policy": {
        stack: [resource("aws:iam/userPolicy:UserPolicy", "p", { policy: documentOf(all) })],
        findings: { p: "allows all actions on all resources in statement 1" },
      },
      "a group's policy": {
        stack: [resource("aws:iam/groupPolicy:GroupPolicy", "p", { policy: documentOf(all) })],
        findings: { p: "allows all actions on all resources in statement 1" },
      },
    },
    pending: pendingDocument,
  });

  describeRule(iamNoServiceWildcard, {
    passes: {
      "named actions": { stack: statement({ Action: ["s3:GetObject", "sqs:SendMessage"] }) },
      "a wildcard of the default list": { stack: statement({ Action: "s3:GetObject*" }) },
      "a wildcard of the settings": {
        stack: statement({ Action: "xray:Put*" }),
        settings: { allowedActions: ["xray:Put*"] },
      },
      "a Deny with a wildcard": { stack: statement({ Effect: "Deny", Action: "s3:*" }) },
      "all actions on all resources, which another rule reports": { stack: statement(all) },
    },
    violates: {
      "all actions of a service": {
        stack: statement({ Action: "s3:*" }),
        findings: { policy: "allows the wildcard actions s3:* in statement 1" },
        ids: ["1/s3:*"],
      },
      "all actions of a service in upper case, in a list": {
        stack: statement({ Action: ["s3:GetObject", "DynamoDB:*"] }),
        findings: { policy: "allows the wildcard actions DynamoDB:* in statement 1" },
      },
      "several wildcards": {
        stack: statement({ Action: ["s3:*", "sqs:*", "s3:GetObject*"] }),
        findings: { policy: "allows the wildcard actions s3:*, sqs:* in statement 1" },
      },
      "a wildcard at the start of a name": {
        stack: statement({ Action: "dynamodb:*Item" }),
        findings: { policy: "allows the wildcard actions dynamodb:*Item in statement 1" },
      },
      "a question mark": {
        stack: statement({ Action: "dynamodb:PutIte?" }),
        findings: { policy: "allows the wildcard actions dynamodb:PutIte? in statement 1" },
      },
      "a wildcard wider than the accepted one": {
        stack: statement({ Action: "s3:Get*" }),
        findings: { policy: "allows the wildcard actions s3:Get* in statement 1" },
      },
    },
    pending: pendingDocument,
  });

  describeRule(iamResourceScoped, {
    passes: {
      "an ARN": { stack: statement({}) },
      "an action without resource-level permissions": {
        stack: statement({ Action: ["xray:PutTraceSegments", "XRAY:puttelemetryrecords"], Resource: "*" }),
      },
      "an action of the settings": {
        stack: statement({ Action: "s3:GetObject", Resource: "*" }),
        settings: { unscopableActions: ["s3:GetObject"] },
      },
      "every log group of one account and region": {
        stack: statement({ Action: "logs:PutLogEvents", Resource: "arn:aws:logs:eu-west-1:123456789012:log-group:*" }),
      },
      "a folder of a bucket": { stack: statement({ Resource: "arn:aws:s3:::source/*" }) },
      "a Deny": { stack: statement({ Effect: "Deny", Resource: "*" }) },
    },
    violates: {
      "all resources": {
        stack: statement({ Resource: "*" }),
        findings: { policy: "allows s3:GetObject on * in statement 1" },
        ids: ["1/s3:GetObject"],
      },
      "all resources beside an ARN": {
        stack: statement({ Resource: ["arn:aws:s3:::source/*", "*"] }),
        findings: { policy: "allows s3:GetObject on * in statement 1" },
      },
      "all resources as an ARN": {
        stack: statement({ Resource: "arn:*:*:*:*:*" }),
        findings: { policy: "allows s3:GetObject on arn:*:*:*:*:* in statement 1" },
      },
      "several actions on several resources": {
        stack: statement({ Action: ["s3:GetObject", "s3:PutObject"], Resource: ["*", "arn:aws:s3:::*"] }),
        findings: { policy: "allows s3:GetObject, s3:PutObject on *, arn:aws:s3:::* in statement 1" },
      },
      "every bucket": {
        stack: statement({ Resource: "arn:aws:s3:::*" }),
        findings: { policy: "allows s3:GetObject on arn:aws:s3:::* in statement 1" },
      },
      "every object of every bucket": {
        stack: statement({ Resource: "arn:aws:s3:::*/*" }),
        findings: { policy: "allows s3:GetObject on arn:aws:s3:::*/* in statement 1" },
      },
      "every table": {
        stack: statement({ Action: "dynamodb:PutItem", Resource: "arn:aws:dynamodb:*:*:table/*" }),
        findings: { policy: "allows dynamodb:PutItem on arn:aws:dynamodb:*:*:table/* in statement 1" },
      },
      "all of CloudWatch Logs": {
        stack: statement({ Action: "logs:PutLogEvents", Resource: "arn:aws:logs:*:*:*" }),
        findings: { policy: "allows logs:PutLogEvents on arn:aws:logs:*:*:* in statement 1" },
      },
      "every log group of every region": {
        stack: statement({ Action: "logs:PutLogEvents", Resource: "arn:aws:logs:*:123456789012:log-group:*" }),
        findings: { policy: "allows logs:PutLogEvents on arn:aws:logs:*:123456789012:log-group:* in statement 1" },
      },
      "one action with resource-level permissions among others without": {
        stack: statement({ Action: ["xray:PutTraceSegments", "s3:PutObject"], Resource: "*" }),
        findings: { policy: "allows s3:PutObject on * in statement 1" },
      },
    },
    pending: {
      ...pendingDocument,
      "one resource": {
        stack: rolePolicy({ Statement: allow({ Resource: [UNKNOWN] }) }),
        unknownPath: "policy.Statement.Resource[0]",
      },
    },
  });

  const role = "arn:aws:iam::123456789012:role/one";
  describeRule(iamNoEscalation, {
    passes: {
      "no IAM action": { stack: statement({}) },
      "passing one role": { stack: statement({ Action: "iam:PassRole", Resource: role }) },
      "assuming one role": { stack: statement({ Action: "sts:AssumeRole", Resource: [role] }) },
      "reading policies": { stack: statement({ Action: "iam:GetPolicy", Resource: "*" }) },
      "a Deny with NotAction": {
        stack: rolePolicy({ Statement: { Effect: "Deny", NotAction: "s3:*", Resource: "*" } }),
      },
    },
    violates: {
      "passing every role": {
        stack: statement({ Action: "iam:PassRole", Resource: "*" }),
        findings: { policy: "allows iam:PassRole in statement 1" },
        ids: ["1/iam:PassRole"],
      },
      "passing every role of an account": {
        stack: statement({ Action: "IAM:passrole", Resource: "arn:aws:iam::123456789012:role/*" }),
        findings: { policy: "allows iam:PassRole in statement 1" },
      },
      "passing every role beside one": {
        stack: statement({ Action: ["iam:PassRole", "sts:AssumeRole"], Resource: [role, "*"] }),
        findings: { policy: "allows iam:PassRole, sts:AssumeRole in statement 1" },
      },
      "changing a policy": {
        stack: statement({ Action: "iam:PutRolePolicy", Resource: role }),
        findings: { policy: "allows iam:PutRolePolicy in statement 1" },
      },
      "changing policies by wildcard": {
        stack: statement({ Action: "iam:Put*", Resource: role }),
        findings: {
          policy:
            "allows iam:PutGroupPolicy, iam:PutRolePermissionsBoundary, iam:PutRolePolicy, iam:PutUserPermissionsBoundary, iam:PutUserPolicy in statement 1",
        },
      },
      "NotAction on all resources, in one finding": {
        stack: statement({ Action: undefined, NotAction: "s3:*", Resource: "*" }),
        findings: { policy: "allows with NotAction in statement 1" },
      },
      NotAction: {
        stack: statement({ Action: undefined, NotAction: "iam:*" }),
        findings: { policy: "allows with NotAction in statement 1" },
      },
      NotResource: {
        stack: statement({ Resource: undefined, NotResource: "x" }),
        findings: { policy: "allows with NotResource in statement 1" },
      },
    },
    pending: pendingDocument,
  });

  describe("an unknown condition", () => {
    it("is judged once it is known, and everything beside it now", () => {
      const judged = (Action: string, Resource: string) =>
        evaluate(
          [iamNoEscalation, iamResourceScoped, kmsDecryptScoped],
          rolePolicy({ Statement: allow({ Action, Resource, Condition: UNKNOWN }) }),
        ).map(({ policy }) => policy);
      expect(judged("s3:GetObject", "*")).to.deep.equal([]);
      expect(judged("kms:Decrypt", "*")).to.deep.equal([]);
      expect(judged("sts:AssumeRole", "arn:aws:iam::*:role/deploy")).to.deep.equal([]);
      expect(judged("s3:PutBucketPolicy", "arn:aws:s3:::images")).to.deep.equal([]);
      expect(judged("iam:PassRole", "*")).to.deep.equal(["iam-no-escalation"]);
    });
  });

  describeRule(kmsDecryptScoped, {
    passes: {
      "one key": { stack: statement({ Action: "kms:Decrypt", Resource: KEY }) },
      "keys restricted by alias": {
        stack: statement({
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/images" } },
        }),
      },
      "keys restricted by tag": {
        stack: statement({
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceTag/Project": "images" } },
        }),
      },
      "a Deny for every key": { stack: statement({ Effect: "Deny", Action: "kms:Decrypt", Resource: "*" }) },
      "all actions on all resources, which another rule reports": { stack: statement(all) },
      "NotAction, which another rule reports": {
        stack: statement({ Action: undefined, NotAction: "s3:*", Resource: "*" }),
      },
      "keys restricted by one of several aliases": {
        stack: statement({
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: {
            StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com", "kms:ResourceAliases": "alias/a" },
          },
        }),
      },
      "other actions on every key": { stack: statement({ Action: "kms:DescribeKey", Resource: "*" }) },
    },
    violates: {
      "every key": {
        stack: statement({ Action: "kms:Decrypt", Resource: "*" }),
        findings: { policy: "allows decryption with any KMS key in statement 1" },
        ids: ["1/kms:Decrypt"],
      },
      "every key by its ARN": {
        stack: statement({ Action: "KMS:decrypt", Resource: "arn:aws:kms:*:*:key/*" }),
        findings: { policy: "allows decryption with any KMS key in statement 1" },
      },
      "every key by a wildcard action": {
        stack: statement({ Action: "kms:De*", Resource: "*" }),
        findings: { policy: "allows decryption with any KMS key in statement 1" },
      },
      "every key beside one": {
        stack: statement({ Action: ["s3:GetObject", "kms:Decrypt"], Resource: [KEY, "*"] }),
        findings: { policy: "allows decryption with any KMS key in statement 1" },
      },
      ...Object.fromEntries(
        [
          { StringLike: { "kms:ResourceAliases": "alias/*" } },
          { StringEqualsIfExists: { "kms:ResourceAliases": "alias/a" } },
          { "ForAllValues:StringEquals": { "kms:ResourceAliases": "alias/a" } },
          { StringNotEquals: { "aws:ResourceTag/Project": "images" } },
          { StringEquals: { "aws:PrincipalTag/Project": "images" } },
          { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
        ].map((Condition) => [
          `every key under the condition ${JSON.stringify(Condition)}`,
          {
            stack: statement({ Action: "kms:Decrypt", Resource: "*", Condition }),
            findings: { policy: "allows decryption with any KMS key in statement 1" },
          },
        ]),
      ),
      "every key of one region": {
        stack: statement({ Action: "kms:ReEncryptFrom", Resource: `${KEY.slice(0, -4)}*` }),
        findings: { policy: "allows decryption with any KMS key in statement 1" },
      },
    },
    pending: pendingDocument,
  });
});
