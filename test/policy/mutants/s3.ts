import type { MutableStack } from "../../support/policy/mutable-stack";
import type { Mutant } from "./mutant";

const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
const set = (type: string, part: string, path: string, value: unknown) => (stack: MutableStack) =>
  stack.set(type, part, path, value);
const without = (type: string, part: string) => (stack: MutableStack) => stack.remove(type, part);
const tls = (parts: object) => (stack: MutableStack) =>
  stack.editStatement("BucketPolicy", "source", "policy", "TlsOnly", parts);
const grant = (parts: object) => (stack: MutableStack) =>
  stack.edit("BucketPolicy", "destination", "policy", ({ Statement }) =>
    Statement.push({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::x/*", ...parts }),
  );

/** Mistakes in buckets and their settings. */
export const s3Mutants: readonly Mutant[] = [
  ...flags.map((flag) => ({
    title: `${flag} is flipped`,
    rule: "s3-block-public-access",
    about: "Bucket source",
    apply: set("BucketPublicAccessBlock", "source", flag, false),
  })),
  {
    title: "a flag of the block is left out",
    rule: "s3-block-public-access",
    about: "Bucket destination",
    apply: set("BucketPublicAccessBlock", "destination", "ignorePublicAcls", undefined),
  },
  {
    title: "the public access block is removed",
    rule: "s3-block-public-access",
    about: "Bucket source",
    apply: without("BucketPublicAccessBlock", "source"),
  },
  {
    title: "objects belong to their writer",
    rule: "s3-no-acl",
    about: "Bucket source",
    apply: set("BucketOwnershipControls", "source", "rule.objectOwnership", "ObjectWriter"),
  },
  {
    title: "ownership is preferred and not enforced",
    rule: "s3-no-acl",
    about: "Bucket destination",
    apply: set("BucketOwnershipControls", "destination", "rule.objectOwnership", "BucketOwnerPreferred"),
  },
  {
    title: "the ownership controls are removed",
    rule: "s3-no-acl",
    about: "Bucket destination",
    apply: without("BucketOwnershipControls", "destination"),
  },
  {
    title: "a public ACL is added",
    rule: "s3-no-acl",
    about: "Bucket destination",
    apply: (stack) => {
      const bucket = stack.one("Bucket", "destination");
      stack.add(
        "aws:s3/bucketAcl:BucketAcl",
        "acl",
        { bucket: bucket.properties["id"], acl: "public-read" },
        { bucket },
      );
    },
  },
  { title: "any principal may read", rule: "s3-policy-not-public", apply: grant({ Principal: "*" }) },
  { title: "any AWS principal may read", rule: "s3-policy-not-public", apply: grant({ Principal: { AWS: "*" } }) },
  {
    title: "NotPrincipal may read",
    rule: "s3-policy-not-public",
    apply: grant({ NotPrincipal: { AWS: "arn:aws:iam::1:root" } }),
  },
  {
    title: "any principal may read over TLS",
    rule: "s3-policy-not-public",
    apply: grant({ Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
  },
  {
    title: "log delivery loses its condition and its principal",
    rule: "s3-policy-not-public",
    apply: (stack) =>
      stack.editStatement("BucketPolicy", "access-logs", "policy", "DeliverAccessLogs", {
        Principal: "*",
        Condition: undefined,
      }),
  },
  {
    title: "the bucket policy is removed",
    rule: "s3-tls-only",
    about: "Bucket destination",
    apply: without("BucketPolicy", "destination"),
  },
  {
    title: "the Deny becomes an Allow for one account",
    rule: "s3-tls-only",
    about: "Bucket source",
    apply: tls({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
  },
  {
    title: "the Deny excludes the objects",
    rule: "s3-tls-only",
    about: "Bucket source",
    apply: tls({ Resource: "arn:aws:s3:::images-source-bucket-1a2b3c4" }),
  },
  {
    title: "the Deny covers one action",
    rule: "s3-tls-only",
    about: "Bucket source",
    apply: tls({ Action: "s3:PutObject" }),
  },
  {
    title: "the Deny covers one principal",
    rule: "s3-tls-only",
    about: "Bucket source",
    apply: tls({ Principal: { AWS: "arn:aws:iam::123456789012:root" } }),
  },
  {
    title: "the condition of the Deny is inverted",
    rule: "s3-tls-only",
    about: "Bucket source",
    apply: tls({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
  },
  {
    title: "the Deny gets a second condition",
    rule: "s3-tls-only",
    about: "Bucket source",
    apply: tls({
      Condition: { Bool: { "aws:SecureTransport": "false" }, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    }),
  },
  {
    title: "the Deny excludes a principal",
    rule: "s3-tls-only",
    about: "Bucket source",
    apply: tls({ Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::1:root" } }),
  },
  {
    title: "the encryption is removed",
    rule: "s3-default-encryption",
    about: "Bucket source",
    apply: without("BucketServerSideEncryptionConfiguration", "source"),
  },
  {
    title: "the algorithm is dropped",
    rule: "s3-default-encryption",
    about: "Bucket source",
    apply: set("BucketServerSideEncryptionConfiguration", "source", "rules.0.applyServerSideEncryptionByDefault", {}),
  },
  {
    title: "the bucket key is switched off",
    rule: "s3-default-encryption",
    about: "Bucket source",
    apply: set("BucketServerSideEncryptionConfiguration", "source", "rules.0.bucketKeyEnabled", false),
  },
  {
    title: "the encryption loses its rules",
    rule: "s3-default-encryption",
    about: "Bucket destination",
    apply: set("BucketServerSideEncryptionConfiguration", "destination", "rules", []),
  },
  {
    title: "versioning is suspended",
    rule: "s3-versioning",
    about: "Bucket source",
    apply: set("BucketVersioning", "source", "versioningConfiguration.status", "Suspended"),
  },
  {
    title: "versioning is removed",
    rule: "s3-versioning",
    about: "Bucket destination",
    apply: without("BucketVersioning", "destination"),
  },
  {
    title: "the lifecycle is removed",
    rule: "s3-lifecycle",
    about: "Bucket source",
    apply: without("BucketLifecycleConfiguration", "source"),
  },
  {
    title: "incomplete uploads are kept",
    rule: "s3-lifecycle",
    about: "Bucket source",
    apply: set("BucketLifecycleConfiguration", "source", "rules.0.abortIncompleteMultipartUpload", undefined),
  },
  {
    title: "noncurrent versions are kept",
    rule: "s3-lifecycle",
    about: "Bucket source",
    apply: set("BucketLifecycleConfiguration", "source", "rules.1.noncurrentVersionExpiration", undefined),
  },
  {
    title: "a lifecycle rule is switched off",
    rule: "s3-lifecycle",
    about: "Bucket destination",
    apply: set("BucketLifecycleConfiguration", "destination", "rules.1.status", "Disabled"),
  },
  {
    title: "a lifecycle rule is narrowed to a prefix",
    rule: "s3-lifecycle",
    about: "Bucket destination",
    apply: set("BucketLifecycleConfiguration", "destination", "rules.0.filter.prefix", "tmp/"),
  },
  {
    title: "incomplete uploads are kept for a year",
    rule: "s3-lifecycle",
    about: "Bucket source",
    apply: set(
      "BucketLifecycleConfiguration",
      "source",
      "rules.0.abortIncompleteMultipartUpload.daysAfterInitiation",
      365,
    ),
  },
  {
    title: "a bucket stops logging",
    rule: "s3-access-logging",
    about: "Bucket destination",
    apply: without("BucketLogging", "destination"),
  },
  {
    title: "the log has no target bucket",
    rule: "s3-access-logging",
    about: "Bucket source",
    apply: set("BucketLogging", "source", "targetBucket", ""),
  },
  {
    title: "a bucket has forceDestroy",
    rule: "s3-protect-data",
    apply: set("Bucket", "source", "forceDestroy", true),
  },
];
