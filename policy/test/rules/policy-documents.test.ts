import { iamValidDocument } from "../../src/rules/iam-valid-document";
import { describeRule } from "../support/describe-rule";
import { allow, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const rolePolicy = (policy: unknown) => [resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "role", policy })];
const statement = (parts: object) => rolePolicy(documentOf(allow(parts)));
const ABOUT = "policy";

describe("the rule of every policy document", () => {
  describeRule(iamValidDocument, {
    passes: {
      text: { stack: rolePolicy(documentOf(allow())) },
      "an object with a single statement": { stack: rolePolicy({ Statement: allow() }) },
      "what getPolicyDocument writes": {
        stack: rolePolicy(
          '{"Statement":[{"Action":"s3:GetObject","Effect":"Allow","Resource":"arn:aws:s3:::a/*"}],"Version":"2012-10-17"}',
        ),
      },
      "a resource without a document": { stack: [resource("aws:sqs/queue:Queue", "queue", {})] },
    },
    refuses: {
      "text that is no JSON": { stack: rolePolicy("{"), about: ABOUT, says: /document that is not JSON/ },
      "JSON that is no object": { stack: rolePolicy('"allow"'), about: ABOUT, says: /is not a policy document/ },
      "no statement": { stack: rolePolicy("{}"), about: ABOUT, says: /has no Statement/ },
      "a statement that is no object": {
        stack: rolePolicy({ Statement: ["x"] }),
        about: ABOUT,
        says: /statement 1 is not an object/,
      },
      "an effect that AWS does not know": {
        stack: statement({ Sid: "Odd", Effect: "Permit" }),
        about: ABOUT,
        says: /statement "Odd" has neither Effect/,
      },
      "a statement without actions": {
        stack: statement({ Action: undefined }),
        about: ABOUT,
        says: /neither Action nor NotAction/,
      },
      "a broken trust policy": {
        stack: [resource("aws:iam/role:Role", "role", { assumeRolePolicy: "lambda" })],
        about: "role",
        says: /not JSON/,
      },
      "a broken bucket policy": {
        stack: [resource("aws:s3/bucketPolicy:BucketPolicy", "p", { policy: "[" })],
        about: "p",
        says: /not JSON/,
      },
      "a broken queue policy": {
        stack: [resource("aws:sqs/queuePolicy:QueuePolicy", "p", { policy: "[" })],
        about: "p",
        says: /not JSON/,
      },
      "a broken topic policy": {
        stack: [resource("aws:sns/topicPolicy:TopicPolicy", "p", { policy: "[" })],
        about: "p",
        says: /not JSON/,
      },
      "a broken key policy": {
        stack: [resource("aws:kms/key:Key", "p", { policy: "[" })],
        about: "p",
        says: /not JSON/,
      },
    },
    waits: { "the document": { stack: rolePolicy(UNKNOWN), waitsFor: "policy" } },
  });
});
