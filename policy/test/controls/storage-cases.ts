import { changedStack, compliantStack } from "../support/compliant-stacks";
import { documentOf } from "../support/documents";
import { resource } from "../support/stack-fixture";
import { controlCase, type ControlCase } from "./control-case";

const statement = (parts: object, ...more: object[]) => ({
  "bucket-policy#policy": documentOf(
    { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*", ...parts },
    ...more,
  ),
});
const accessPoint = (properties: Record<string, unknown>) => [
  resource("aws:s3/accessPoint:AccessPoint", "point", { bucket: "bucket", ...properties }),
];
const multiRegion = (publicAccessBlock: object) => [
  resource("aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint", "point", {
    details: { name: "images", publicAccessBlock },
  }),
];
const acl = (name: string) => ({
  and: [resource("aws:s3/bucketAcl:BucketAcl", "acl", { bucket: "bucket", acl: name })],
});

/** Controls of buckets, tables, streams, queues, topics and keys. */
export const storageCases: readonly ControlCase[] = [
  controlCase("s3-access-logging", "S3.9, AwsSolutions-S1, CKV_AWS_18", "bucket", {}, { without: ["bucket-logging"] }),
  {
    rule: "s3-access-point-block",
    ids: ["CKV_AWS_392"],
    fails: accessPoint({
      publicAccessBlockConfiguration: {
        blockPublicAcls: false,
        blockPublicPolicy: false,
        ignorePublicAcls: false,
        restrictPublicBuckets: false,
      },
    }),
    passes: accessPoint({}),
  },
  {
    rule: "s3-access-point-block",
    ids: ["S3.19"],
    fails: accessPoint({ publicAccessBlockConfiguration: { blockPublicPolicy: false } }),
    passes: accessPoint({ publicAccessBlockConfiguration: { blockPublicPolicy: true } }),
  },
  {
    rule: "s3-access-point-block",
    ids: ["S3.24"],
    fails: multiRegion({ ignorePublicAcls: false }),
    passes: multiRegion({ ignorePublicAcls: true }),
  },
  controlCase("s3-block-public-access", "S3.8, CIS 2.1.4, CKV2_AWS_6", "bucket", {}, { without: ["bucket-access"] }),
  controlCase("s3-block-public-access", "S3.2", "bucket", statement({ Principal: "*" }), {
    without: ["bucket-access"],
  }),
  controlCase(
    "s3-block-public-access",
    "S3.3",
    "bucket",
    {},
    { ...acl("public-read-write"), without: ["bucket-access"] },
  ),
  controlCase("s3-block-public-access", "AwsSolutions-S2, CKV_AWS_53", "bucket", {
    "bucket-access#blockPublicAcls": false,
  }),
  controlCase("s3-block-public-access", "CKV_AWS_54", "bucket", { "bucket-access#blockPublicPolicy": false }),
  controlCase("s3-block-public-access", "CKV_AWS_55", "bucket", { "bucket-access#ignorePublicAcls": false }),
  controlCase("s3-block-public-access", "CKV_AWS_56", "bucket", { "bucket-access#restrictPublicBuckets": false }),
  controlCase("s3-default-encryption", "CKV_AWS_19", "bucket", {
    "bucket-encryption#rules": [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "none" } }],
  }),
  controlCase("s3-kms-encryption", "S3.17, CKV_AWS_145", "bucket", {
    "bucket-encryption#rules": [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  }),
  controlCase("s3-lifecycle", "S3.13, CKV2_AWS_61", "bucket", {}, { without: ["bucket-lifecycle"] }),
  controlCase("s3-lifecycle", "CKV_AWS_300", "bucket", {
    "bucket-lifecycle#rules": [
      { status: "Enabled", filter: { prefix: "" }, noncurrentVersionExpiration: { noncurrentDays: 30 } },
    ],
  }),
  controlCase("s3-no-acl", "S3.12, CKV2_AWS_65", "bucket", {
    "bucket-ownership#rule": { objectOwnership: "ObjectWriter" },
  }),
  controlCase("s3-no-acl", "CKV_AWS_20", "bucket", {}, acl("public-read")),
  controlCase("s3-no-acl", "CKV_AWS_57", "bucket", {}, acl("public-read-write")),
  controlCase("s3-policy-not-public", "CKV_AWS_70", "bucket", statement({ Principal: "*" })),
  controlCase("s3-tls-only", "S3.5, CIS 2.1.1, AwsSolutions-S10", "bucket", {}, { without: ["bucket-policy"] }),
  controlCase(
    "s3-versioning",
    "S3.14, NIST.800.53.R5-S3BucketVersioningEnabled, CKV_AWS_21",
    "bucket",
    {},
    { without: ["bucket-versioning"] },
  ),
  {
    rule: "dynamodb-capacity",
    ids: ["DynamoDB.1", "CKV2_AWS_16"],
    fails: changedStack("table", {
      set: { billingMode: "PROVISIONED" },
      and: ["Read", "Write"].map((each) =>
        resource("aws:appautoscaling/target:Target", each, {
          serviceNamespace: "dynamodb",
          resourceId: "table/images",
          scalableDimension: `dynamodb:table:${each}CapacityUnits`,
        }),
      ),
    }),
    passes: compliantStack("table"),
  },
  controlCase("dynamodb-customer-key", "CKV_AWS_119", "table", { serverSideEncryption: { enabled: true } }),
  controlCase("dynamodb-pitr", "DynamoDB.2, AwsSolutions-DDB3, CKV_AWS_28", "table", {
    pointInTimeRecovery: undefined,
  }),
  controlCase("kinesis-encrypted", "Kinesis.1, AwsSolutions-KDS1, CKV_AWS_43", "stream", { encryptionType: "NONE" }),
  controlCase("kinesis-retention", "Kinesis.3", "stream", { retentionPeriod: 167 }),
  controlCase("kms-rotation", "KMS.4, AwsSolutions-KMS5, CKV_AWS_7", "key", { enableKeyRotation: false }),
  controlCase("kms-rotation", "KMS.5, CKV_AWS_33", "key", {
    policy: documentOf({ Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*" }),
  }),
  controlCase("firehose-encrypted", "DataFirehose.1, AwsSolutions-KDF1, CKV_AWS_240", "firehose", {
    serverSideEncryption: undefined,
  }),
  controlCase("sns-encrypted", "SNS.1, CKV_AWS_26", "topic", { kmsMasterKeyId: undefined }),
  controlCase("sns-not-public", "SNS.4, CKV_AWS_169", "topic", {
    "topic-policy#policy": documentOf({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*" }),
  }),
  controlCase(
    "sns-tls-only",
    "AwsSolutions-SNS3",
    "topic",
    { kmsMasterKeyId: undefined },
    { without: ["topic-policy"] },
  ),
  controlCase(
    "sqs-dead-letters",
    "AwsSolutions-SQS3",
    "jobs",
    { redrivePolicy: undefined },
    { without: ["failures", "failures-policy"] },
  ),
  controlCase("sqs-encrypted", "SQS.1, AwsSolutions-SQS2, CKV_AWS_27", "jobs", { sqsManagedSseEnabled: false }),
  controlCase("sqs-not-public", "SQS.3, CKV_AWS_168", "jobs", {
    "jobs-policy#policy": documentOf({ Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }),
  }),
  controlCase("sqs-tls-only", "AwsSolutions-SQS4", "jobs", {}, { without: ["jobs-policy"] }),
];
