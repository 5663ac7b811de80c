import { denyPlaintext, documentOf } from "./documents";
import { resource, UNKNOWN, type AnalyzedResource } from "./stack-fixture";

/** The separate resources of a bucket's settings. */
export type BucketPart = "access" | "encryption" | "lifecycle" | "logging" | "ownership" | "policy" | "versioning";

export interface BucketFixture {
  readonly name?: string;
  /** Properties of a part that replace the compliant ones; null omits the part. */
  readonly parts?: Partial<Record<BucketPart, Record<string, unknown> | null>>;
  /** Properties of the bucket itself. */
  readonly bucket?: Record<string, unknown>;
  /** How the parts refer to the bucket: as in a preview, as after an update, or by a literal name. */
  readonly join?: "preview" | "update" | "name";
}

const wholeBucket = { status: "Enabled", filter: { prefix: "" } };

/** A bucket that complies with every rule, except for the given parts. */
export function bucketStack({
  name = "source",
  parts = {},
  bucket = {},
  join = "update",
}: BucketFixture = {}): AnalyzedResource[] {
  const identity =
    join === "preview"
      ? { id: UNKNOWN, bucket: UNKNOWN, arn: UNKNOWN }
      : { id: name, bucket: name, arn: `arn:aws:s3:::${name}` };
  const owner = resource("aws:s3/bucket:Bucket", name, { ...identity, ...bucket });
  const of = { bucket: join === "preview" ? UNKNOWN : name };
  const part = (key: BucketPart, type: string, compliant: Record<string, unknown>): AnalyzedResource[] => {
    const replaced = parts[key];
    if (replaced === null) return [];
    const from = join === "name" ? {} : { from: { bucket: owner } };
    return [resource(type, `${name}-${key}`, { ...of, ...compliant, ...replaced }, from)];
  };
  return [
    owner,
    ...part("access", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    ...part(
      "encryption",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      encryptedBy({ sseAlgorithm: "AES256" }),
    ),
    ...part("lifecycle", "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", {
      rules: [abortAfter(7), expireNoncurrentAfter(30)],
    }),
    ...part("logging", "aws:s3/bucketLogging:BucketLogging", { targetBucket: "logs", targetPrefix: "s3/" }),
    ...part("ownership", "aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
      rule: { objectOwnership: "BucketOwnerEnforced" },
    }),
    ...part("policy", "aws:s3/bucketPolicy:BucketPolicy", {
      policy: documentOf(denyPlaintext("s3:*", [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`])),
    }),
    ...part("versioning", "aws:s3/bucketVersioning:BucketVersioning", {
      versioningConfiguration: { status: "Enabled" },
    }),
  ];
}

/** An encryption configuration of one rule. */
export function encryptedBy(standard: object, others: object = {}): Record<string, unknown> {
  return { rules: [{ applyServerSideEncryptionByDefault: standard, ...others }] };
}

/** A lifecycle rule for incomplete multipart uploads. */
export function abortAfter(days: number, parts: object = {}): object {
  return { ...wholeBucket, abortIncompleteMultipartUpload: { daysAfterInitiation: days }, ...parts };
}

/** A lifecycle rule for noncurrent versions. */
export function expireNoncurrentAfter(days: number, parts: object = {}): object {
  return { ...wholeBucket, noncurrentVersionExpiration: { noncurrentDays: days }, ...parts };
}
