import { bucketStack, type BucketPart } from "../support/bucket-fixture";
import type { RuleCases } from "../support/describe-rule";
import { UNKNOWN } from "../support/stack-fixture";

type Cases = Pick<RuleCases, "passes" | "violates">;

/** A bucket whose settings of one part are on the bucket itself, as programs of `@pulumi/aws` v6 state them. */
const onBucket = (part: BucketPart, bucket: Record<string, unknown>) => ({
  stack: bucketStack({ parts: { [part]: null }, bucket }),
});

/** Settings of a bucket that is in another stack. */
const elsewhere = (part: BucketPart, properties: Record<string, unknown> = {}) => ({
  stack: bucketStack({ parts: { [part]: properties } }).filter(({ name }) => name === `source-${part}`),
});

const grant = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:role/images" },
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::source/*",
};
const compliantPolicy = bucketStack().find(({ name }) => name === "source-policy")?.properties["policy"];

const sse = (sseAlgorithm: string) => ({ applyServerSideEncryptionByDefault: { sseAlgorithm } });

export const versioningCases: Cases = {
  passes: {
    "versioning on the bucket": onBucket("versioning", { versioning: { enabled: true } }),
    "versioning on a bucket that v6 calls BucketV2": onBucket("versioning", { versionings: [{ enabled: true }] }),
    "versioning of a bucket in another stack": elsewhere("versioning"),
    "the separate resource, whatever the bucket's outputs say": {
      stack: bucketStack({ bucket: { versioning: { enabled: false } } }),
    },
  },
  violates: {
    "suspended versioning on the bucket": {
      ...onBucket("versioning", { versioning: { enabled: false } }),
      findings: { source: 'has versioning in status "Suspended"' },
    },
    "suspended versioning of a bucket in another stack": {
      ...elsewhere("versioning", { versioningConfiguration: { status: "Suspended" } }),
      findings: { "source-versioning": 'has versioning in status "Suspended"' },
    },
  },
};

export const encryptionCases: Cases = {
  passes: {
    "encryption on the bucket": onBucket("encryption", { serverSideEncryptionConfiguration: { rule: sse("AES256") } }),
    "encryption on a bucket that v6 calls BucketV2": onBucket("encryption", {
      serverSideEncryptionConfigurations: [{ rules: [sse("AES256")] }],
    }),
  },
  violates: {
    "KMS without a bucket key on the bucket": {
      ...onBucket("encryption", { serverSideEncryptionConfiguration: { rule: sse("aws:kms") } }),
      findings: { source: "uses KMS without a bucket key: every object costs a KMS request" },
    },
    "an unknown algorithm of a bucket in another stack": {
      ...elsewhere("encryption", { rules: [sse("none")] }),
      findings: { "source-encryption": "does not set a known sseAlgorithm" },
    },
  },
};

const legacyRule = (parts: object) => ({ enabled: true, abortIncompleteMultipartUploadDays: 7, ...parts });

export const lifecycleCases: Cases = {
  passes: {
    "rules on the bucket": onBucket("lifecycle", {
      lifecycleRules: [legacyRule({ noncurrentVersionExpiration: { days: 30 } })],
    }),
    "rules on a bucket that v6 calls BucketV2": onBucket("lifecycle", {
      lifecycleRules: [legacyRule({ noncurrentVersionExpirations: [{ days: 30 }] })],
    }),
  },
  violates: {
    "a rule on the bucket for a part of it": {
      ...onBucket("lifecycle", {
        lifecycleRules: [legacyRule({}), legacyRule({ noncurrentVersionExpiration: { days: 30 }, prefix: "logs/" })],
      }),
      findings: { source: "does not expire noncurrent versions within 3650 days" },
    },
    "a rule on the bucket for objects with a tag": {
      ...onBucket("lifecycle", {
        lifecycleRules: [legacyRule({ noncurrentVersionExpiration: { days: 30 } }), legacyRule({ enabled: false })].map(
          (rule) => ({ ...rule, tags: { kind: "log" } }),
        ),
      }),
      findings: {
        source: [
          "does not abort incomplete multipart uploads within 30 days",
          "does not expire noncurrent versions within 3650 days",
        ],
      },
    },
    "no rules of a bucket in another stack": {
      ...elsewhere("lifecycle", { rules: [] }),
      findings: {
        "source-lifecycle": [
          "does not abort incomplete multipart uploads within 30 days",
          "does not expire noncurrent versions within 3650 days",
        ],
      },
    },
  },
};

export const loggingCases: Cases = {
  passes: {
    "logging on the bucket": onBucket("logging", { logging: { targetBucket: "logs" } }),
    "logging on a bucket that v6 calls BucketV2": onBucket("logging", { loggings: [{ targetBucket: UNKNOWN }] }),
  },
  violates: {
    "logging without a target in another stack": {
      ...elsewhere("logging", { targetBucket: "" }),
      findings: { "source-logging": "has no access logging" },
    },
  },
};

export const blockCases: Cases = {
  passes: { "the block of a bucket in another stack": elsewhere("access") },
  violates: {
    "an open block of a bucket in another stack": {
      ...elsewhere("access", { blockPublicPolicy: false }),
      findings: { "source-access": "does not block public access: blockPublicPolicy not true" },
    },
  },
};

export const tlsCases: Cases = {
  passes: {
    "a policy on the bucket": {
      stack: bucketStack({
        parts: { policy: null },
        bucket: { policy: compliantPolicy },
      }),
    },
    "the policy of a bucket in another stack": elsewhere("policy"),
  },
  violates: {
    "a policy on the bucket without a Deny": {
      ...onBucket("policy", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [grant] }) }),
      findings: { source: "has a policy that allows requests without TLS" },
    },
    "the policy of a bucket in another stack without a Deny": {
      ...elsewhere("policy", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [grant] }) }),
      findings: { "source-policy": "has a policy that allows requests without TLS" },
      compliant: bucketStack(),
    },
  },
};

export const ownershipCases: Cases = {
  passes: { "the ownership of a bucket in another stack": elsewhere("ownership") },
  violates: {
    "ACLs of a bucket in another stack": {
      ...elsewhere("ownership", { rule: { objectOwnership: "BucketOwnerPreferred" } }),
      findings: { "source-ownership": 'does not disable ACLs (objectOwnership "BucketOwnerPreferred")' },
    },
  },
};
