import { snsDeadLetters } from "../../src/rules/sns/sns-dead-letters";
import { snsEncrypted } from "../../src/rules/sns/sns-encrypted";
import { snsNotPublic } from "../../src/rules/sns/sns-not-public";
import { snsTlsOnly } from "../../src/rules/sns/sns-tls-only";
import { sqsEncrypted } from "../../src/rules/sqs/sqs-encrypted";
import { sqsNotPublic } from "../../src/rules/sqs/sqs-not-public";
import { sqsTlsOnly } from "../../src/rules/sqs/sqs-tls-only";
import { describeRule, type RuleCases } from "../support/describe-rule";
import { allow, denyPlaintext, documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

interface Service {
  readonly owner: string;
  readonly policy: string;
  /** Input of the policy resource that names the owner, and the owner's property of the same value. */
  readonly by: string;
  readonly key: string;
  readonly action: string;
}

const sqs: Service = {
  owner: "aws:sqs/queue:Queue",
  policy: "aws:sqs/queuePolicy:QueuePolicy",
  by: "queueUrl",
  key: "url",
  action: "sqs:*",
};
const sns: Service = {
  owner: "aws:sns/topic:Topic",
  policy: "aws:sns/topicPolicy:TopicPolicy",
  by: "arn",
  key: "arn",
  action: "sns:Publish",
};

const ARN = "arn:aws:x:eu-west-1:123456789012:jobs";
const owner = ({ owner: type, key }: Service, properties: Record<string, unknown> = {}) =>
  resource(type, "jobs", { arn: ARN, [key]: key === "arn" ? ARN : "https://jobs", ...properties });
const policy = (service: Service, document: unknown) =>
  resource(service.policy, "policy", { [service.by]: service.key === "arn" ? ARN : "https://jobs", policy: document });
const policyInPreview = (service: Service, document: unknown) =>
  resource(
    service.policy,
    "policy",
    { [service.by]: UNKNOWN, policy: document },
    { from: { [service.by]: owner(service) } },
  );

function tlsCases(service: Service): RuleCases {
  const { action, key } = service;
  const tls = (parts: object = {}) => documentOf(denyPlaintext(action, ARN, parts));
  return {
    passes: {
      "a separate policy": { stack: [owner(service), policy(service, tls())] },
      "a separate policy in a preview": {
        stack: [owner(service, { [key]: UNKNOWN, arn: UNKNOWN }), policyInPreview(service, tls())],
      },
      "an inline policy": { stack: [owner(service, { policy: tls() })] },
      "a Deny for this and another resource": {
        stack: [owner(service), policy(service, tls({ Resource: [`${ARN}-2`, ARN] }))],
      },
      "a policy that names it by its id": {
        stack: [
          owner(service, { id: "jobs-id", [key]: UNKNOWN }),
          resource(service.policy, "policy", { [service.by]: "jobs-id", policy: tls({ Resource: "*" }) }),
        ],
      },
      "an invalid statement, which another rule reports": {
        stack: [owner(service), policy(service, { Statement: [allow({ Principal: "x" }), { Effect: "Permit" }] })],
      },
      "every action and resource": { stack: [owner(service), policy(service, tls({ Action: "*", Resource: "*" }))] },
    },
    violates: {
      "a policy that the provider computes": {
        stack: [owner(service, { policy: UNKNOWN })],
        findings: { jobs: "has no policy" },
      },
      "no policy": { stack: [owner(service)], findings: { jobs: "has no policy" } },
      "a policy without the Deny": {
        stack: [owner(service), policy(service, documentOf(allow({ Principal: { AWS: "arn:aws:iam::1:root" } })))],
        findings: { jobs: "has a policy that allows requests without TLS" },
      },
      "a Deny of another action": {
        stack: [owner(service), policy(service, tls({ Action: "sqs:GetQueueUrl" }))],
        findings: { jobs: "has a policy that allows requests without TLS" },
      },
      "a Deny for another resource": {
        stack: [owner(service), policy(service, tls({ Resource: `${ARN}-2` }))],
        findings: { jobs: "has a policy that allows requests without TLS" },
      },
      "a Deny for one principal": {
        stack: [owner(service), policy(service, tls({ Principal: { AWS: "arn:aws:iam::1:root" } }))],
        findings: { jobs: "has a policy that allows requests without TLS" },
      },
      "a Deny for services only": {
        stack: [owner(service), policy(service, tls({ Principal: { Service: "*" } }))],
        findings: { jobs: "has a policy that allows requests without TLS" },
      },
    },
    pending: {
      "the document": { stack: [owner(service), policy(service, UNKNOWN)], unknownPath: "policy" },
      "the resource of the Deny": {
        stack: [owner(service), policy(service, { Statement: denyPlaintext(action, UNKNOWN) })],
        unknownPath: "policy.Statement.Resource",
      },
    },
  };
}

function publicCases(service: Service): RuleCases {
  const statement = (parts: object) => [policy(service, documentOf(allow(parts)))];
  return {
    passes: {
      "a named account": { stack: statement({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }) },
      "a service": { stack: statement({ Principal: { Service: "s3.amazonaws.com" } }) },
      "any principal for one source": {
        stack: statement({ Principal: "*", Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::source" } } }),
      },
      "any principal of one account": {
        stack: statement({
          Principal: { AWS: "*" },
          Condition: { StringEquals: { "AWS:SourceOwner": "123456789012" } },
        }),
      },
      "a Deny": { stack: [policy(service, documentOf(denyPlaintext(service.action, ARN)))] },
      "a Deny in an inline policy": {
        stack: [owner(service, { policy: documentOf(denyPlaintext(service.action, ARN)) })],
      },
    },
    violates: {
      "any principal": {
        stack: statement({ Principal: "*" }),
        findings: { policy: "allows any principal in statement 1" },
        ids: ["1/*"],
      },
      "any principal for any source": {
        stack: statement({ Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } } }),
        findings: { policy: "allows any principal in statement 1" },
      },
      "any principal in an inline policy": {
        stack: [owner(service, { policy: documentOf(allow({ Principal: { AWS: "*" } })) })],
        findings: { jobs: "allows any principal in statement 1" },
      },
    },
    pending: { "the document": { stack: [policy(service, UNKNOWN)], unknownPath: "policy" } },
  };
}

describe("SQS and SNS rules", () => {
  describeRule(sqsTlsOnly, tlsCases(sqs));
  describeRule(snsTlsOnly, tlsCases(sns));
  describeRule(sqsNotPublic, publicCases(sqs));
  describeRule(snsNotPublic, publicCases(sns));

  describeRule(sqsEncrypted, {
    passes: {
      "encryption managed by SQS": { stack: [owner(sqs, { sqsManagedSseEnabled: true })] },
      "a KMS key": { stack: [owner(sqs, { kmsMasterKeyId: "alias/mine" })] },
      "an unknown key": { stack: [owner(sqs, { kmsMasterKeyId: UNKNOWN })] },
    },
    violates: {
      "no setting": { stack: [owner(sqs)], findings: { jobs: "does not set server-side encryption" } },
      "encryption switched off": {
        stack: [owner(sqs, { sqsManagedSseEnabled: false })],
        findings: { jobs: "does not set server-side encryption" },
      },
    },
    pending: {
      "the flag": { stack: [owner(sqs, { sqsManagedSseEnabled: UNKNOWN })], unknownPath: "sqsManagedSseEnabled" },
    },
  });

  const subscription = (protocol: string, redrivePolicy?: string) => ({
    stack: [resource("aws:sns/topicSubscription:TopicSubscription", "subscription", { protocol, redrivePolicy })],
  });
  const DROPPED = { findings: { subscription: "has no dead-letter queue" } };
  describeRule(snsDeadLetters, {
    passes: {
      "a queue for what is not delivered": subscription("lambda", UNKNOWN),
      "e-mail": subscription("email"),
    },
    violates: {
      "a function without one": { ...subscription("lambda"), ...DROPPED },
      "a queue without one": { ...subscription("sqs", ""), ...DROPPED },
    },
    pending: { "the protocol": { ...subscription(UNKNOWN), unknownPath: "protocol" } },
  });

  describeRule(snsEncrypted, {
    passes: {
      "a key": { stack: [owner(sns, { kmsMasterKeyId: "alias/aws/sns" })] },
      "an unknown key": { stack: [owner(sns, { kmsMasterKeyId: UNKNOWN })] },
    },
    violates: {
      "no key": { stack: [owner(sns)], findings: { jobs: "is not encrypted with KMS" } },
      "an empty key": { stack: [owner(sns, { kmsMasterKeyId: "" })], findings: { jobs: "is not encrypted with KMS" } },
    },
    pending: {},
  });
});
