import type { MutableStack } from "../../support/policy/mutable-stack";
import { CHANGED, type Mutant } from "./mutant";

const POLICY = "images-process-policy";
const ROLE = "images-process-role";
const ACCOUNT = "arn:aws:iam::123456789012";

const plus = (statement: object) => (stack: MutableStack) =>
  stack.edit("RolePolicy", POLICY, "policy", ({ Statement }) =>
    Statement.push({ Sid: "Added", Effect: "Allow", ...statement }),
  );
const statement =
  (sid: string, parts: object, policy = POLICY) =>
  (stack: MutableStack) =>
    stack.editStatement("RolePolicy", policy, "policy", sid, parts);
const trust = (parts: object) => (stack: MutableStack) =>
  stack.editStatement("Role", ROLE, "assumeRolePolicy", "Assume", parts);
const attached = (policyArn: string) => (stack: MutableStack) =>
  stack.add(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "attached",
    { role: "x", policyArn },
    { role: stack.one("Role", ROLE) },
  );
const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const administrator = { Effect: "Allow", Action: "*", Resource: "*" };

/** Mistakes in roles and their permissions. */
export const iamMutants: readonly Mutant[] = [
  { title: "a statement allows everything", rule: "iam-no-admin", apply: plus({ Action: "*", Resource: "*" }) },
  {
    title: "a statement allows everything, in lists and as *:*",
    rule: "iam-no-admin",
    apply: plus({ Action: ["*:*"], Resource: ["*"] }),
  },
  {
    title: "a managed policy allows everything",
    rule: "iam-no-admin",
    apply: (stack) =>
      void stack.add("aws:iam/policy:Policy", "all", { policy: document(administrator), tags: tags(stack) }),
  },
  {
    title: "a user's policy allows everything",
    rule: "iam-no-admin",
    also: { "iam-user-no-policies": CHANGED },
    apply: (stack) =>
      void stack.add("aws:iam/userPolicy:UserPolicy", "all", { user: "ci", policy: document(administrator) }),
  },
  {
    title: "a group's policy allows everything",
    rule: "iam-no-admin",
    apply: (stack) =>
      void stack.add("aws:iam/groupPolicy:GroupPolicy", "all", { group: "ops", policy: { Statement: administrator } }),
  },
  {
    title: "an inline policy of the role allows everything",
    rule: "iam-no-admin",
    also: { "iam-one-management-style": `Role ${ROLE}` },
    apply: (stack) => stack.set("Role", ROLE, "inlinePolicies", [{ name: "all", policy: document(administrator) }]),
  },
  {
    title: "an action is widened to a prefix",
    rule: "iam-no-service-wildcard",
    apply: statement("WriteObjects", { Action: "s3:Put*" }),
  },
  {
    title: "an action is widened to its service",
    rule: "iam-no-service-wildcard",
    apply: statement("SendMessages", { Action: ["sqs:*"] }),
  },
  {
    title: "an action is widened, in another case",
    rule: "iam-no-service-wildcard",
    apply: statement("PutRecords", { Action: ["DynamoDB:*"] }),
  },
  {
    title: "an action gets a wildcard in its name",
    rule: "iam-no-service-wildcard",
    apply: statement("PutRecords", { Action: ["dynamodb:*Item"] }),
  },
  {
    title: "an action gets a question mark",
    rule: "iam-no-service-wildcard",
    apply: statement("PutRecords", { Action: ["dynamodb:PutIte?"] }),
  },
  {
    title: "a resource is widened to everything",
    rule: "iam-resource-scoped",
    apply: statement("WriteObjects", { Resource: "*" }),
  },
  {
    title: "a resource is widened to every bucket",
    rule: "iam-resource-scoped",
    apply: statement("WriteObjects", { Resource: ["arn:aws:s3:::*"] }),
  },
  {
    title: "a resource is widened to every table",
    rule: "iam-resource-scoped",
    apply: statement("PutRecords", { Resource: "arn:aws:dynamodb:*:*:table/*" }),
  },
  {
    title: "logs may be written to every log group",
    rule: "iam-resource-scoped",
    apply: statement("WriteLogs", { Resource: "arn:aws:logs:*:*:*" }, "images-process-logs-policy"),
  },
  {
    title: "S3FullAccess is attached",
    rule: "iam-no-managed-full-access",
    about: `Role ${ROLE}`,
    apply: attached("arn:aws:iam::aws:policy/AmazonS3FullAccess"),
  },
  {
    title: "AdministratorAccess is attached",
    rule: "iam-no-managed-full-access",
    about: `Role ${ROLE}`,
    apply: attached("arn:aws:iam::aws:policy/AdministratorAccess"),
  },
  {
    title: "the basic execution policy is attached",
    rule: "iam-no-managed-full-access",
    about: `Role ${ROLE}`,
    apply: attached("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
  },
  {
    title: "managedPolicyArns has an AWS managed policy",
    rule: "iam-no-managed-full-access",
    apply: (stack) => stack.set("Role", ROLE, "managedPolicyArns", ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]),
  },
  {
    title: "a user gets a managed policy",
    rule: "iam-no-managed-full-access",
    also: { "iam-user-no-policies": CHANGED },
    apply: (stack) =>
      void stack.add("aws:iam/userPolicyAttachment:UserPolicyAttachment", "ci", {
        user: "ci",
        policyArn: "arn:aws:iam::aws:policy/PowerUserAccess",
      }),
  },
  {
    title: "any role may be passed",
    rule: "iam-no-escalation",
    apply: plus({ Action: "iam:PassRole", Resource: "*" }),
  },
  {
    title: "any role may be assumed",
    rule: "iam-no-escalation",
    apply: plus({ Action: "sts:AssumeRole", Resource: `${ACCOUNT}:role/*` }),
  },
  {
    title: "policies may be changed",
    rule: "iam-no-escalation",
    apply: plus({ Action: ["iam:CreatePolicyVersion"], Resource: `${ACCOUNT}:policy/x` }),
  },
  {
    title: "policies may be attached to roles",
    rule: "iam-no-escalation",
    apply: plus({ Action: "IAM:attachrolepolicy", Resource: `${ACCOUNT}:role/x` }),
  },
  {
    title: "NotAction is allowed",
    rule: "iam-no-escalation",
    apply: plus({ NotAction: "iam:*", Resource: `${ACCOUNT}:role/x` }),
  },
  {
    title: "NotResource is allowed",
    rule: "iam-no-escalation",
    apply: plus({ Action: "s3:GetObject", NotResource: "arn:aws:s3:::secret/*" }),
  },
  {
    title: "an action is misspelt",
    rule: "iam-known-actions",
    apply: statement("WriteObjects", { Action: ["s3:PutObjekt"] }),
  },
  {
    title: "the policy of the bucket may be changed",
    rule: "iam-no-escalation",
    apply: plus({ Action: "s3:PutBucketPolicy", Resource: "arn:aws:s3:::images" }),
  },
  {
    title: "a resource is widened to a letter",
    rule: "iam-resource-scoped",
    apply: statement("WriteObjects", { Resource: "arn:aws:s3:::i*" }),
  },
  {
    title: "any principal may read a table",
    rule: "iam-resource-policy-scoped",
    apply: (stack) =>
      void stack.add("aws:dynamodb/resourcePolicy:ResourcePolicy", "share", {
        resourceArn: "arn:aws:dynamodb:eu-central-1:123456789012:table/records",
        policy: document({ Effect: "Allow", Principal: "*", Action: "dynamodb:GetItem", Resource: "*" }),
      }),
  },
  {
    title: "a queue takes messages from any topic",
    rule: "iam-confused-deputy",
    apply: (stack) =>
      void stack.add("aws:sqs/queuePolicy:QueuePolicy", "from-topic", {
        queueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/other",
        policy: document({
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: "arn:aws:sqs:eu-central-1:123456789012:other",
        }),
      }),
  },
  {
    title: "the whole account may assume the role",
    rule: "iam-trust-scoped",
    apply: trust({ Principal: { AWS: `${ACCOUNT}:root` } }),
  },
  { title: "any principal may assume the role", rule: "iam-trust-scoped", apply: trust({ Principal: "*" }) },
  { title: "every account may assume the role", rule: "iam-trust-scoped", apply: trust({ Principal: { AWS: "*" } }) },
  {
    title: "every service may assume the role",
    rule: "iam-trust-scoped",
    apply: trust({ Principal: { Service: "*" } }),
  },
  {
    title: "a shared service may assume the role for any account",
    rule: "iam-trust-scoped",
    apply: trust({ Principal: { Service: "states.amazonaws.com" } }),
  },
  {
    title: "the role has inline and separate policies",
    rule: "iam-one-management-style",
    apply: (stack) =>
      stack.set("Role", ROLE, "inlinePolicies", [
        { name: "extra", policy: document({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::x/y" }) },
      ]),
  },
  {
    title: "decryption is allowed with any key",
    rule: "kms-decrypt-scoped",
    apply: statement("UseKey", { Resource: "*", Action: "kms:Decrypt" }),
  },
  {
    title: "decryption is allowed with any key of the account",
    rule: "kms-decrypt-scoped",
    apply: statement("UseKey", { Resource: "arn:aws:kms:*:123456789012:key/*", Action: ["KMS:decrypt"] }),
  },
  {
    title: "the policy is not JSON",
    rule: "iam-valid-document",
    apply: (stack) => stack.set("RolePolicy", POLICY, "policy", "{"),
  },
  {
    title: "a statement loses its effect",
    rule: "iam-valid-document",
    apply: statement("PutRecords", { Effect: undefined }),
  },
  {
    title: "a statement loses its actions",
    rule: "iam-valid-document",
    apply: statement("PutRecords", { Action: undefined }),
  },
  {
    title: "the trust policy is not a document",
    rule: "iam-valid-document",
    apply: (stack) => stack.set("Role", ROLE, "assumeRolePolicy", "lambda.amazonaws.com"),
  },
];

function tags(stack: MutableStack): unknown {
  return stack.one("Role", ROLE).properties["tags"];
}
