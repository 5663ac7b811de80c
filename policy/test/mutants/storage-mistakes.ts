import { ACCOUNT, EU } from "../support/compliant-stacks";
import { denyPlaintext, documentOf } from "../support/documents";
import { resource } from "../support/stack-fixture";
import { mistake, type ServiceCase } from "./service-case";

const TLS = denyPlaintext("s3:*", ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]);
const policy = (...statements: object[]) => ({ "bucket-policy#policy": documentOf(...statements) });
const grant = (parts: object) => ({
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::bucket/*",
  ...parts,
});
const known = { and: [resource("aws:ec2/vpc:Vpc", "net", { arn: `arn:aws:ec2:${EU}:vpc/vpc-1` })] };
const acl = (properties: object) => ({
  and: [resource("aws:s3/bucketAcl:BucketAcl", "acl", { bucket: "bucket", ...properties })],
});
const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const elsewhere = (type: string, properties: object) => ({
  and: [resource(`aws:s3/${type}`, "elsewhere", { bucket: "another", ...properties })],
});
const encryption = (rules: readonly object[]) => ({ "bucket-encryption#rules": rules });
const sse = (sseAlgorithm: string, more: object = {}) => ({
  applyServerSideEncryptionByDefault: { sseAlgorithm },
  ...more,
});
const whole = { status: "Enabled", filter: { prefix: "" } };
const abort = { ...whole, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } };
const expire = { ...whole, noncurrentVersionExpiration: { noncurrentDays: 30 } };
const lifecycle = (...rules: object[]) => ({ "bucket-lifecycle#rules": rules });
const NO_ABORT = "bucket does not abort incomplete multipart uploads within 30 days";
const NO_EXPIRY = "bucket does not expire noncurrent versions within 3650 days";
const PLAINTEXT = "bucket has a policy that allows requests without TLS";
const PART = "bucket denies requests without TLS for only a part of the bucket";
const NO_TABLE_KEY = "table is not encrypted with a customer managed key";

/** Mistakes in buckets, tables, keys and streams. */
export const storageMistakes: readonly ServiceCase[] = [
  mistake(
    "bucket",
    "no block of public access",
    {},
    "s3-block-public-access",
    "bucket has no BucketPublicAccessBlock",
    {
      without: ["bucket-access"],
    },
  ),
  mistake(
    "bucket",
    "a block of two flags",
    { "bucket-access#ignorePublicAcls": undefined, "bucket-access#restrictPublicBuckets": undefined },
    "s3-block-public-access",
    "bucket does not block public access: ignorePublicAcls, restrictPublicBuckets not true",
  ),
  mistake(
    "bucket",
    "an open block of a bucket in another stack",
    {},
    "s3-block-public-access",
    "elsewhere does not block public access: blockPublicAcls not true",
    elsewhere("bucketPublicAccessBlock:BucketPublicAccessBlock", {
      blockPublicAcls: false,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
  ),
  mistake(
    "bucket",
    "a public ACL",
    {},
    "s3-no-acl",
    'bucket has the public ACL "public-read"',
    acl({ acl: "public-read" }),
  ),
  mistake(
    "bucket",
    "a public grant",
    {},
    "s3-no-acl",
    "bucket has an ACL with a public grant",
    acl({ accessControlPolicy: { grants: [{ permission: "READ", grantee: { uri: ALL_USERS } }] } }),
  ),
  mistake(
    "bucket",
    "a public grant on the bucket",
    { grants: [{ permissions: ["WRITE"], type: "Group", uri: ALL_USERS }] },
    "s3-no-acl",
    "bucket has an ACL with a public grant",
  ),
  mistake(
    "bucket",
    "a public ACL of a bucket in another stack",
    {},
    "s3-no-acl",
    'elsewhere has the public ACL "public-read-write"',
    elsewhere("bucketAcl:BucketAcl", { acl: "public-read-write" }),
  ),
  mistake(
    "bucket",
    "ACLs that are not disabled",
    { "bucket-ownership#rule.objectOwnership": "BucketOwnerPreferred" },
    "s3-no-acl",
    'bucket does not disable ACLs (objectOwnership "BucketOwnerPreferred")',
  ),
  mistake(
    "bucket",
    "suspended versions",
    { "bucket-versioning#versioningConfiguration.status": "Suspended" },
    "s3-versioning",
    'bucket has versioning in status "Suspended"',
  ),
  mistake(
    "bucket",
    "versions switched off on the bucket",
    { versioning: { enabled: false } },
    "s3-versioning",
    'bucket has versioning in status "Suspended"',
    { without: ["bucket-versioning"] },
  ),
  mistake(
    "bucket",
    "suspended versions of a bucket in another stack",
    {},
    "s3-versioning",
    'elsewhere has versioning in status "Suspended"',
    elsewhere("bucketVersioning:BucketVersioning", { versioningConfiguration: { status: "Suspended" } }),
  ),
  mistake(
    "bucket",
    "KMS without a bucket key",
    encryption([sse("aws:kms")]),
    "s3-default-encryption",
    "bucket uses KMS without a bucket key: every object costs a KMS request",
  ),
  mistake(
    "bucket",
    "the key of S3",
    encryption([sse("AES256")]),
    "s3-kms-encryption",
    "bucket is not encrypted with a KMS key",
  ),
  mistake("bucket", "uploads that are never aborted", lifecycle(expire), "s3-lifecycle", NO_ABORT),
  mistake("bucket", "versions that never expire", lifecycle(abort), "s3-lifecycle", NO_EXPIRY),
  mistake(
    "bucket",
    "a rule that is switched off",
    lifecycle(abort, { ...expire, status: "Disabled" }),
    "s3-lifecycle",
    NO_EXPIRY,
  ),
  mistake(
    "bucket",
    "a rule for one prefix",
    lifecycle({ ...abort, filter: { prefix: "in/" } }, expire),
    "s3-lifecycle",
    NO_ABORT,
  ),
  mistake(
    "bucket",
    "a rule for large objects",
    lifecycle(abort, { ...expire, filter: { objectSizeGreaterThan: 1000 } }),
    "s3-lifecycle",
    NO_EXPIRY,
  ),
  mistake("bucket", "no access log", {}, "s3-access-logging", "bucket has no access logging", {
    without: ["bucket-logging"],
  }),
  mistake("bucket", "no policy", {}, "s3-tls-only", "bucket has no BucketPolicy", { without: ["bucket-policy"] }),
  mistake(
    "bucket",
    "an Allow with TLS alone",
    policy(grant({ Principal: { AWS: ACCOUNT }, Condition: { Bool: { "aws:SecureTransport": "true" } } })),
    "s3-tls-only",
    PLAINTEXT,
    known,
  ),
  mistake(
    "bucket",
    "TLS for the objects alone",
    policy({ ...TLS, Resource: "arn:aws:s3:::bucket/*" }),
    "s3-tls-only",
    PART,
  ),
  mistake(
    "bucket",
    "TLS for one prefix",
    policy({ ...TLS, Resource: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/in/*"] }),
    "s3-tls-only",
    PART,
  ),
  mistake(
    "bucket",
    "TLS for everyone but a role",
    policy({ ...TLS, Principal: undefined, NotPrincipal: { AWS: ACCOUNT } }),
    "s3-tls-only",
    PLAINTEXT,
  ),
  mistake("bucket", "TLS for reading alone", policy({ ...TLS, Action: "s3:GetObject" }), "s3-tls-only", PLAINTEXT),
  mistake(
    "bucket",
    "a public policy beside the block",
    policy(TLS, grant({ Principal: "*" })),
    "s3-policy-not-public",
    "bucket-policy allows any principal in statement 2",
  ),
  mistake(
    "bucket",
    "another account",
    policy(TLS, grant({ Sid: "Share", Principal: { AWS: "arn:aws:iam::999999999999:role/reader" } })),
    "s3-foreign-accounts",
    'bucket-policy lets account 999999999999 in (statement "Share")',
    known,
  ),
  mistake(
    "bucket",
    "objects that a destroy deletes in production",
    { forceDestroy: true, tags: { Environment: "prod" } },
    "s3-protect-data",
    "bucket sets forceDestroy in production",
  ),
  mistake(
    "bucket",
    "an account without a complete block",
    {},
    "s3-account-public-access",
    "account opens the account: ignorePublicAcls, restrictPublicBuckets not true",
    {
      and: [
        resource("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "account", {
          blockPublicAcls: true,
          blockPublicPolicy: true,
        }),
      ],
    },
  ),
  mistake(
    "bucket",
    "an open access point",
    {},
    "s3-access-point-block",
    "point does not block public access: blockPublicPolicy not true",
    {
      and: [
        resource("aws:s3/accessPoint:AccessPoint", "point", {
          bucket: "bucket",
          publicAccessBlockConfiguration: { blockPublicPolicy: false },
        }),
      ],
    },
  ),
  mistake(
    "table",
    "no point-in-time recovery",
    { "pointInTimeRecovery.enabled": false },
    "dynamodb-pitr",
    "table has no point-in-time recovery",
  ),
  mistake(
    "table",
    "production without protection",
    { deletionProtectionEnabled: false },
    "dynamodb-deletion-protection",
    "table has no deletion protection in production",
  ),
  mistake("table", "a fixed capacity", { billingMode: "PROVISIONED" }, "dynamodb-capacity", "table has fixed capacity"),
  mistake(
    "table",
    "the key of the service",
    { "serverSideEncryption.kmsKeyArn": undefined },
    "dynamodb-customer-key",
    NO_TABLE_KEY,
  ),
  {
    ...mistake(
      "table",
      "the key that DynamoDB owns",
      { serverSideEncryption: undefined },
      "dynamodb-customer-key",
      NO_TABLE_KEY,
    ),
    findings: {
      "dynamodb-customer-key": NO_TABLE_KEY,
      "dynamodb-encryption": "table has no server-side encryption with a KMS key",
    },
  },
  mistake("key", "no rotation", { enableKeyRotation: undefined }, "kms-rotation", "key does not rotate automatically"),
  mistake(
    "key",
    "a key for everybody",
    { policy: documentOf({ Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" }) },
    "kms-rotation",
    "key can be used by any principal in statement 1",
  ),
  mistake("stream", "no encryption", { encryptionType: "NONE" }, "kinesis-encrypted", "stream is not encrypted"),
  mistake("stream", "no key", { kmsKeyId: "" }, "kinesis-encrypted", "stream names no key to encrypt with"),
  mistake(
    "stream",
    "a day of records",
    { retentionPeriod: 24 },
    "kinesis-retention",
    "stream keeps records for 24 hours; at least 168 are required",
  ),
  mistake(
    "logs",
    "logs without an end",
    { retentionInDays: undefined },
    "logs-retention",
    "logs keeps logs indefinitely",
  ),
  mistake(
    "logs",
    "logs of a week",
    { retentionInDays: 7 },
    "logs-retention",
    "logs keeps logs for 7 days; at least 30 are required",
  ),
  mistake(
    "logs",
    "logs without a key",
    { kmsKeyId: undefined },
    "logs-encryption",
    "logs is not encrypted with a KMS key",
  ),
];
