import type { ResourceValidationArgs } from "@pulumi/policy";
import { expect } from "chai";

import { unknownCheckingProxy } from "../../src/core/plain-value";
import { taggableTypes } from "../../src/core/resource-types";
import { PackRun } from "../../src/core/pack-run";
import { rules } from "../../src/rules";
import { bucketStack, type BucketPart } from "../support/bucket-fixture";
import { evaluate } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { UNKNOWN } from "../support/stack-fixture";

/** The inputs that a rule leaves; undefined where it does not apply to the type. */
async function remediated(
  rule: string,
  type: string,
  props: Record<string, unknown>,
  settings: object = {},
): Promise<unknown> {
  const args = { type, props, getConfig: () => settings } as unknown as ResourceValidationArgs;
  return ruleNamed(rule).serve(new PackRun()).remediateResource?.(args);
}

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const TABLE = "aws:dynamodb/table:Table";
const FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const KEY = "aws:kms/key:Key";
const METHODS = "aws:apigateway/methodSettings:MethodSettings";
const TOPIC = "aws:sns/topic:Topic";
const cache = (settings: object) => ({ settings });
const FUNCTION = "aws:lambda/function:Function";

describe("remediation", () => {
  it("is available for twenty-one rules, each of which says what it does", () => {
    const names = rules.filter(({ remediates }) => remediates !== undefined).map(({ name }) => name);
    expect(names).to.deep.equal([
      "api-cache-encrypted",
      "api-tracing",
      "dynamodb-encryption",
      "dynamodb-pitr",
      "ecr-scan",
      "firehose-encrypted",
      "kms-lockout-check",
      "kms-rotation",
      "lambda-tracing",
      "logs-retention",
      "required-tags",
      "s3-account-public-access",
      "s3-block-public-access",
      "s3-default-encryption",
      "s3-no-acl",
      "s3-tls-only",
      "sfn-tracing",
      "sns-encrypted",
      "sns-tls-only",
      "sqs-encrypted",
      "sqs-tls-only",
    ]);
    expect(
      rules.filter((rule) => rule.serve(new PackRun()).remediateResource !== undefined).map(({ name }) => name),
    ).to.deep.equal(names);
  });

  for (const [rule, type, expected] of [
    ["api-tracing", "aws:apigateway/stage:Stage", { xrayTracingEnabled: true }],
    ["lambda-tracing", FUNCTION, { tracingConfig: { mode: "Active" } }],
    ["sfn-tracing", "aws:sfn/stateMachine:StateMachine", { tracingConfiguration: { enabled: true } }],
  ] as const) {
    it(`of ${rule} turns tracing on, and leaves the other inputs`, async () => {
      expect(await remediated(rule, type, { name: "x" })).to.deep.equal({ name: "x", ...expected });
    });
  }

  const on = { enabled: true };
  for (const [rule, type, given, expected] of [
    [
      "api-cache-encrypted",
      METHODS,
      cache({ cachingEnabled: true }),
      cache({ cachingEnabled: true, cacheDataEncrypted: true }),
    ],
    ["api-cache-encrypted", METHODS, cache({ cachingEnabled: false }), cache({ cachingEnabled: false })],
    ["api-cache-encrypted", METHODS, {}, {}],
    ["dynamodb-encryption", TABLE, {}, { serverSideEncryption: on }],
    [
      "dynamodb-encryption",
      TABLE,
      { serverSideEncryption: { kmsKeyArn: "a" } },
      { serverSideEncryption: { kmsKeyArn: "a", ...on } },
    ],
    ["dynamodb-pitr", TABLE, {}, { pointInTimeRecovery: on }],
    [
      "dynamodb-pitr",
      TABLE,
      { pointInTimeRecovery: { enabled: false, recoveryPeriodInDays: 7 }, replicas: [{ regionName: "a" }] },
      {
        pointInTimeRecovery: { ...on, recoveryPeriodInDays: 7 },
        replicas: [{ regionName: "a", pointInTimeRecovery: true }],
      },
    ],
    ["ecr-scan", "aws:ecr/repository:Repository", {}, { imageScanningConfiguration: { scanOnPush: true } }],
    ["firehose-encrypted", FIREHOSE, {}, { serverSideEncryption: on }],
    ["firehose-encrypted", FIREHOSE, { kinesisSourceConfiguration: {} }, { kinesisSourceConfiguration: {} }],
    ["firehose-encrypted", FIREHOSE, { mskSourceConfiguration: {} }, { mskSourceConfiguration: {} }],
    ["kms-rotation", KEY, {}, { enableKeyRotation: true }],
    ["kms-rotation", KEY, { customerMasterKeySpec: "RSA_2048" }, { customerMasterKeySpec: "RSA_2048" }],
    ["kms-lockout-check", KEY, { bypassPolicyLockoutSafetyCheck: true, policy: "p" }, { policy: "p" }],
    [
      "s3-account-public-access",
      "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
      { blockPublicAcls: false },
      { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    ],
  ] as const) {
    it(`of ${rule} makes ${JSON.stringify(expected)} of ${JSON.stringify(given)}, which it leaves then`, async () => {
      expect(await remediated(rule, type, structuredClone({ ...given }))).to.deep.equal(expected);
      expect(await remediated(rule, type, structuredClone({ ...expected })), "once").to.deep.equal(expected);
    });
  }

  it("of sns-encrypted sets the key of the settings, and none without it or beside another", async () => {
    const settings = { remediationKey: "alias/messages" };
    expect(await remediated("sns-encrypted", TOPIC, {}, settings)).to.deep.equal({ kmsMasterKeyId: "alias/messages" });
    expect(await remediated("sns-encrypted", TOPIC, {})).to.deep.equal({});
    const unknown = unknownCheckingProxy({ kmsMasterKeyId: UNKNOWN });
    expect(await remediated("sns-encrypted", TOPIC, unknown, settings)).to.have.all.keys("kmsMasterKeyId");
  });

  it("leaves resources of other types", async () => {
    for (const { name, remediates } of rules) {
      if (remediates !== undefined) expect(await remediated(name, "aws:ec2/vpc:Vpc", {}), name).to.equal(undefined);
    }
  });

  for (const [title, retentionInDays, minDays, expected] of [
    ["sets the minimum where there is none", undefined, 30, 30],
    ["sets the next period of CloudWatch Logs", undefined, 31, 60],
    ["sets the longest period where no period is long enough", undefined, 4000, 3653],
    ["extends a period that is too short", 29, 30, 30],
    ["leaves the minimum", 30, 30, 30],
    ["leaves the minimum where it is not a period of CloudWatch Logs", 45, 45, 45],
    ["leaves a longer period", 365, 30, 365],
    ["replaces zero, which never expires", 0, 365, 365],
  ] as const) {
    it(`of logs-retention ${title}`, async () => {
      const props = { name: "logs", ...(retentionInDays !== undefined && { retentionInDays }) };
      expect(await remediated("logs-retention", LOG_GROUP, props, { minDays })).to.deep.equal({
        name: "logs",
        retentionInDays: expected,
      });
    });
  }

  const settings = { tags: ["Project", "Owner", "Cost"], values: { Project: "p", Owner: "o", Other: "x" } };

  it("of required-tags adds the missing tags that have a value, on every type that takes tags", async () => {
    for (const type of taggableTypes) {
      expect(await remediated("required-tags", type, { tags: { Owner: "me" } }, settings)).to.deep.equal({
        tags: { Owner: "me", Project: "p" },
      });
    }
    expect(await remediated("required-tags", LOG_GROUP, {}, settings)).to.deep.equal({
      tags: { Project: "p", Owner: "o" },
    });
  });

  it("of required-tags changes nothing where no tag is missing or none has a value", async () => {
    const all = { tags: { Owner: "me", Project: "mine" } };
    expect(await remediated("required-tags", LOG_GROUP, all, settings)).to.deep.equal(all);
    expect(await remediated("required-tags", LOG_GROUP, { name: "x" }, { tags: ["Cost"] })).to.deep.equal({
      name: "x",
    });
    expect(await remediated("required-tags", LOG_GROUP, { name: "x" })).to.deep.equal({ name: "x" });
  });

  /** What a rule finds in a bucket whose part has these properties, before and after it is remediated. */
  async function aroundRemediation(rule: string, part: BucketPart, properties: Record<string, unknown>) {
    const stack = bucketStack({ parts: { [part]: properties } });
    const fixed = await Promise.all(
      stack.map(async (each) => {
        const inputs = await remediated(rule, each.type, structuredClone({ ...each.properties }));
        return inputs === undefined ? each : { ...each, properties: inputs as Record<string, unknown> };
      }),
    );
    return [stack, fixed].map((resources) => evaluate([ruleNamed(rule)], resources).length);
  }
  const kms = { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } };
  const allowAccount = {
    Version: "2012-10-17",
    Statement: {
      Sid: "Read",
      Effect: "Allow",
      Principal: { AWS: "123456789012" },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::source/*",
    },
  };
  for (const [rule, part, properties] of [
    ["s3-block-public-access", "access", { blockPublicAcls: false, restrictPublicBuckets: undefined }],
    ["s3-no-acl", "ownership", { rule: { objectOwnership: "ObjectWriter" } }],
    ["s3-default-encryption", "encryption", { rules: [kms] }],
    ["s3-tls-only", "policy", { policy: JSON.stringify(allowAccount) }],
  ] as const) {
    it(`of ${rule} leaves nothing for the rule to find`, async () => {
      expect(await aroundRemediation(rule, part, properties)).to.deep.equal([1, 0]);
    });
  }

  it("of s3-default-encryption leaves rules without KMS", async () => {
    const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    const rulesOf = (sseAlgorithm: string) => ({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] });
    expect(await remediated("s3-default-encryption", type, rulesOf("AES256"))).to.deep.equal(rulesOf("AES256"));
    expect(await remediated("s3-default-encryption", type, {})).to.deep.equal({});
  });

  const QUEUE = "aws:sqs/queue:Queue";
  it("of sqs-encrypted sets SQS's own encryption, and leaves a queue with a key, also an unknown one", async () => {
    expect(await remediated("sqs-encrypted", QUEUE, { sqsManagedSseEnabled: false })).to.deep.equal({
      sqsManagedSseEnabled: true,
    });
    const keyed = { kmsMasterKeyId: "alias/a", sqsManagedSseEnabled: false };
    expect(await remediated("sqs-encrypted", QUEUE, { ...keyed })).to.deep.equal(keyed);
    const unknown = unknownCheckingProxy({ kmsMasterKeyId: UNKNOWN });
    expect(await remediated("sqs-encrypted", QUEUE, unknown)).to.have.all.keys("kmsMasterKeyId");
  });

  for (const [rule, type, action] of [
    ["sqs-tls-only", "aws:sqs/queuePolicy:QueuePolicy", "sqs:*"],
    ["sns-tls-only", "aws:sns/topicPolicy:TopicPolicy", "sns:Publish"],
  ] as const) {
    const statement = { Sid: "DenyWithoutTls", Effect: "Allow", Principal: "*", Action: "x:Y", Resource: "arn:aws:x" };
    const text = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

    it(`of ${rule} adds the statement for the resources that the policy names`, async () => {
      const denying = {
        Sid: "DenyWithoutTls2",
        Effect: "Deny",
        Principal: "*",
        Action: action,
        Resource: ["arn:aws:x"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      };
      const fixed = { policy: text(statement, denying) };
      expect(await remediated(rule, type, { policy: text(statement) })).to.deep.equal(fixed);
      expect(await remediated(rule, type, { policy: fixed.policy }), "once").to.deep.equal(fixed);
    });

    it(`of ${rule} leaves a policy that it cannot read`, async () => {
      for (const policy of ["{", undefined, text()]) {
        expect(await remediated(rule, type, { policy })).to.deep.equal({ policy });
      }
    });
  }

  it("of s3-tls-only writes the ARNs of the policy's partition, and none of an unknown bucket", async () => {
    const type = "aws:s3/bucketPolicy:BucketPolicy";
    const policy = JSON.stringify(allowAccount).replace("arn:aws:", "arn:aws-cn:");
    const fixed = (await remediated("s3-tls-only", type, { bucket: "source", policy })) as { policy: string };
    expect(fixed.policy).to.contain('["arn:aws-cn:s3:::source","arn:aws-cn:s3:::source/*"]');
    expect(await remediated("s3-tls-only", type, { policy })).to.deep.equal({ policy });
  });
});
