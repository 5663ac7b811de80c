import { iamNoAdmin } from "../../src/rules/iam-no-admin";
import { iamNoEscalation } from "../../src/rules/iam-no-escalation";
import { iamNoServiceWildcard } from "../../src/rules/iam-no-service-wildcard";
import { iamResourceScoped } from "../../src/rules/iam-resource-scoped";
import { kmsDecryptScoped } from "../../src/rules/kms-decrypt-scoped";
import { describeRule } from "../support/describe-rule";
import { allow, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const rolePolicy = (policy: unknown) => [resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "role", policy })];
const statement = (parts: object) => rolePolicy(documentOf(allow(parts)));
const waitForDocument = { "the document": { stack: rolePolicy(UNKNOWN), waitsFor: "policy" } };
const ABOUT = "policy";
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234";

describe("rules of IAM's identity policies", () => {
  const all = { Effect: "Allow", Action: "*", Resource: "*" };
  describeRule(iamNoAdmin, {
    passes: {
      "one action on one resource": { stack: statement({}) },
      "everything on one resource": { stack: statement({ Action: "*" }) },
      "one action on everything": { stack: statement({ Resource: "*" }) },
      "a refusal of everything": { stack: statement({ ...all, Effect: "Deny" }) },
      "what cannot be read, which another rule refuses": { stack: rolePolicy("{") },
    },
    refuses: {
      "everything on everything as text": {
        stack: rolePolicy(documentOf(all)),
        about: ABOUT,
        says: /everything on everything in statement 1/,
      },
      "an object, lists and *:*": {
        stack: rolePolicy({ Statement: [{ ...all, Action: ["*:*"], Resource: ["*"] }] }),
        about: ABOUT,
        says: /everything/,
      },
      "names of elements in other letters": {
        stack: rolePolicy({ statement: { effect: "allow", action: "*", resource: "*" } }),
        about: ABOUT,
        says: /everything/,
      },
      "the second statement beside a part that is not known": {
        stack: rolePolicy({ Statement: [allow({ Resource: UNKNOWN }), { ...all, Sid: "All" }] }),
        about: ABOUT,
        says: /statement "All"/,
      },
      "a role's inline policy": {
        stack: [
          resource("aws:iam/role:Role", "role", {
            inlinePolicies: [{ name: "ok", policy: documentOf(allow()) }, { policy: documentOf(all) }],
          }),
        ],
        about: "role",
        says: /everything/,
      },
      "a policy to be attached": {
        stack: [resource("aws:iam/policy:Policy", "p", { policy: documentOf(all) })],
        about: "p",
        says: /everything/,
      },
      "a user's policy": {
        stack: [resource("aws:iam/userPolicy:UserPolicy", "p", { policy: documentOf(all) })],
        about: "p",
        says: /everything/,
      },
      "a group's policy": {
        stack: [resource("aws:iam/groupPolicy:GroupPolicy", "p", { policy: documentOf(all) })],
        about: "p",
        says: /everything/,
      },
    },
    waits: waitForDocument,
  });

  describeRule(iamNoServiceWildcard, {
    passes: {
      "named actions": { stack: statement({ Action: ["s3:GetObject", "sqs:SendMessage"] }) },
      "a wildcard of the short list": { stack: statement({ Action: "s3:GetObject*" }) },
      "a wildcard of the settings": {
        stack: statement({ Action: "xray:Put*" }),
        settings: { allowedActions: ["xray:Put*"] },
      },
      "a refusal by wildcard": { stack: statement({ Effect: "Deny", Action: "s3:*" }) },
      "everything on everything, of which another rule speaks": { stack: statement(all) },
    },
    refuses: {
      "a service": { stack: statement({ Action: "s3:*" }), about: ABOUT, says: /allows s3:\* in/ },
      "a service in other letters, in a list": {
        stack: statement({ Action: ["s3:GetObject", "DynamoDB:*"] }),
        about: ABOUT,
        says: /allows DynamoDB:\* in/,
      },
      "a wildcard inside a name": {
        stack: statement({ Action: "dynamodb:*Item" }),
        about: ABOUT,
        says: /dynamodb:\*Item/,
      },
      "a question mark": { stack: statement({ Action: "dynamodb:PutIte?" }), about: ABOUT, says: /PutIte\?/ },
      "a wildcard that is wider than the list's": {
        stack: statement({ Action: "s3:Get*" }),
        about: ABOUT,
        says: /s3:Get\*/,
      },
    },
    waits: waitForDocument,
  });

  describeRule(iamResourceScoped, {
    passes: {
      "an ARN": { stack: statement({}) },
      "an action that knows no resources": {
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
      "a refusal": { stack: statement({ Effect: "Deny", Resource: "*" }) },
    },
    refuses: {
      everything: { stack: statement({ Resource: "*" }), about: ABOUT, says: /allows s3:GetObject on \* in/ },
      "everything beside an ARN": {
        stack: statement({ Resource: ["arn:aws:s3:::source/*", "*"] }),
        about: ABOUT,
        says: /on \* in/,
      },
      "everything as an ARN": { stack: statement({ Resource: "arn:*:*:*:*:*" }), about: ABOUT, says: /on arn/ },
      "every bucket": { stack: statement({ Resource: "arn:aws:s3:::*" }), about: ABOUT, says: /on arn:aws:s3:::\*/ },
      "every object of every bucket": {
        stack: statement({ Resource: "arn:aws:s3:::*/*" }),
        about: ABOUT,
        says: /on arn/,
      },
      "every table": {
        stack: statement({ Action: "dynamodb:PutItem", Resource: "arn:aws:dynamodb:*:*:table/*" }),
        about: ABOUT,
        says: /PutItem/,
      },
      "the guide's logs": {
        stack: statement({ Action: "logs:PutLogEvents", Resource: "arn:aws:logs:*:*:*" }),
        about: ABOUT,
        says: /logs:PutLogEvents/,
      },
      "every log group of every region": {
        stack: statement({ Action: "logs:PutLogEvents", Resource: "arn:aws:logs:*:123456789012:log-group:*" }),
        about: ABOUT,
        says: /logs:PutLogEvents/,
      },
      "one action that knows resources among those that do not": {
        stack: statement({ Action: ["xray:PutTraceSegments", "s3:PutObject"], Resource: "*" }),
        about: ABOUT,
        says: /allows s3:PutObject on/,
      },
    },
    waits: {
      ...waitForDocument,
      "one resource": {
        stack: rolePolicy({ Statement: allow({ Resource: [UNKNOWN] }) }),
        waitsFor: "policy.Statement.Resource[0]",
      },
    },
  });

  const role = "arn:aws:iam::123456789012:role/one";
  describeRule(iamNoEscalation, {
    passes: {
      "nothing of IAM": { stack: statement({}) },
      "passing on one role": { stack: statement({ Action: "iam:PassRole", Resource: role }) },
      "assuming one role": { stack: statement({ Action: "sts:AssumeRole", Resource: [role] }) },
      "reading policies": { stack: statement({ Action: "iam:GetPolicy", Resource: "*" }) },
      "a refusal of all but some": {
        stack: rolePolicy({ Statement: { Effect: "Deny", NotAction: "s3:*", Resource: "*" } }),
      },
    },
    refuses: {
      "passing on every role": {
        stack: statement({ Action: "iam:PassRole", Resource: "*" }),
        about: ABOUT,
        says: /allows iam:PassRole/,
      },
      "passing on every role of an account": {
        stack: statement({ Action: "IAM:passrole", Resource: "arn:aws:iam::123456789012:role/*" }),
        about: ABOUT,
        says: /allows iam:PassRole/,
      },
      "changing a policy": {
        stack: statement({ Action: "iam:PutRolePolicy", Resource: role }),
        about: ABOUT,
        says: /allows iam:PutRolePolicy/,
      },
      "changing policies by wildcard": {
        stack: statement({ Action: "iam:Put*", Resource: role }),
        about: ABOUT,
        says: /iam:PutUserPolicy/,
      },
      "all actions but some": {
        stack: statement({ Action: undefined, NotAction: "iam:*" }),
        about: ABOUT,
        says: /all but a few by NotAction/,
      },
      "all resources but some": {
        stack: statement({ Resource: undefined, NotResource: "x" }),
        about: ABOUT,
        says: /by NotResource/,
      },
    },
    waits: waitForDocument,
  });

  describeRule(kmsDecryptScoped, {
    passes: {
      "one key": { stack: statement({ Action: "kms:Decrypt", Resource: KEY }) },
      "keys chosen by their alias": {
        stack: statement({
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/images" } },
        }),
      },
      "keys chosen by their tag": {
        stack: statement({
          Action: "kms:Decrypt",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceTag/Project": "images" } },
        }),
      },
      "other actions on every key": { stack: statement({ Action: "kms:DescribeKey", Resource: "*" }) },
    },
    refuses: {
      "every key": {
        stack: statement({ Action: "kms:Decrypt", Resource: "*" }),
        about: ABOUT,
        says: /decryption with every key/,
      },
      "every key by its ARN": {
        stack: statement({ Action: "KMS:decrypt", Resource: "arn:aws:kms:*:*:key/*" }),
        about: ABOUT,
        says: /every key/,
      },
      "every key by a wildcard action": {
        stack: statement({ Action: "kms:De*", Resource: "*" }),
        about: ABOUT,
        says: /every key/,
      },
      "every key of one region": {
        stack: statement({ Action: "kms:ReEncryptFrom", Resource: `${KEY.slice(0, -4)}*` }),
        about: ABOUT,
        says: /every key/,
      },
    },
    waits: waitForDocument,
  });
});
