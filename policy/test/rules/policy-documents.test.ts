import { iamValidDocument } from "../../src/rules/iam/iam-valid-document";
import { describeRule } from "../support/describe-rule";
import { allow, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const rolePolicy = (policy: unknown) => [resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "role", policy })];
const statement = (parts: object) => rolePolicy(documentOf(allow(parts)));

/** The words for a syntax error are those of the JavaScript engine, and differ between versions of Node. */
function notJson(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return `has a policy document that is not JSON (${(error as Error).message})`;
  }
  throw new Error(`expected text that is not JSON, got ${text}`);
}

describe("policy document rules", () => {
  describeRule(iamValidDocument, {
    passes: {
      "JSON text": { stack: rolePolicy(documentOf(allow())) },
      "an object with a single statement": { stack: rolePolicy({ Statement: allow() }) },
      "the output of getPolicyDocument": {
        stack: rolePolicy(
          '{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"arn:aws:s3:::a/*"}],"Version":"2012-10-17"}',
        ),
      },
      "every kind of document": {
        stack: [
          resource("aws:iam/role:Role", "role", { assumeRolePolicy: documentOf(allow()) }),
          ...[
            "s3/bucketPolicy:BucketPolicy",
            "sqs/queuePolicy:QueuePolicy",
            "sns/topicPolicy:TopicPolicy",
            "kms/key:Key",
          ].map((type) => resource(`aws:${type}`, type, { policy: documentOf(allow()) })),
        ],
      },
      "a resource without a document": { stack: [resource("aws:sqs/queue:Queue", "queue", {})] },
    },
    violates: {
      "text that is not JSON": {
        stack: rolePolicy("{"),
        findings: {
          policy: notJson("{"),
        },
      },
      "JSON that is not an object": {
        stack: rolePolicy('"allow"'),
        findings: {
          policy: "has a policy document that is not an object with a Statement",
        },
      },
      "no statement": {
        stack: rolePolicy("{}"),
        findings: { policy: "has a policy document that has no Statement" },
      },
      "a statement that is not an object": {
        stack: rolePolicy({ Statement: ["x"] }),
        findings: { policy: "has a policy document that is invalid: statement 1 is not an object" },
      },
      "an invalid effect": {
        stack: statement({ Sid: "Odd", Effect: "Permit" }),
        findings: {
          policy: 'has a policy document that is invalid: statement "Odd" has neither Effect "Allow" nor "Deny"',
        },
      },
      "a statement without actions": {
        stack: statement({ Action: undefined }),
        findings: {
          policy: "has a policy document that is invalid: statement 1 has neither Action nor NotAction",
        },
      },
      "a broken trust policy": {
        stack: [resource("aws:iam/role:Role", "role", { assumeRolePolicy: "lambda" })],
        findings: {
          role: notJson("lambda"),
        },
      },
      "a broken bucket policy": {
        stack: [resource("aws:s3/bucketPolicy:BucketPolicy", "p", { policy: "[" })],
        findings: { p: notJson("[") },
      },
      "a broken queue policy": {
        stack: [resource("aws:sqs/queuePolicy:QueuePolicy", "p", { policy: "[" })],
        findings: { p: notJson("[") },
      },
      "a broken topic policy": {
        stack: [resource("aws:sns/topicPolicy:TopicPolicy", "p", { policy: "[" })],
        findings: { p: notJson("[") },
      },
      "a broken key policy": {
        stack: [resource("aws:kms/key:Key", "p", { policy: "[" })],
        findings: { p: notJson("[") },
      },
    },
    pending: { "the document": { stack: rolePolicy(UNKNOWN), unknownPath: "policy" } },
  });
});
