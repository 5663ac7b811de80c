import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, tlsOnly, type Statement } from "./policy-document";
import type { KeyRef } from "./encryption-key";

/** When objects with a tag expire. */
interface TaggedExpiry {
  /** Id of the rule. */
  readonly id: string;
  readonly tag: { readonly key: string; readonly value: string };
  /** After an object was written. */
  readonly days: number;
}

export interface PrivateBucketArgs {
  /** KMS key for SSE-KMS with a bucket key; absent: SSE-S3. */
  readonly encryptionKey?: KeyRef;
  /** Days after which objects expire; absent: never. */
  readonly expireDays?: number;
  /** Objects that expire by a tag; absent: none do. */
  readonly expireTagged?: TaggedExpiry;
  /** Days after which noncurrent versions are removed. */
  readonly noncurrentExpireDays: number;
  /** Whether destroying the stack deletes a bucket that holds objects. */
  readonly forceDestroy: boolean;
  /** Whether Pulumi refuses to delete the bucket, and with it every destroy of the stack. */
  readonly protect: boolean;
  /** Bucket of its access logs; absent: none are kept. */
  readonly logBucket?: PrivateBucket;
  /** Statements of the bucket's policy besides the one that requires TLS. */
  readonly statements?: (bucket: aws.s3.Bucket) => readonly Statement[];
}

/**
 * A bucket without public access and ACLs: encrypted, versioned, TLS only. Pulumi generates its name: bucket names are
 * global, and a replacement has to exist beside the old bucket.
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  /** What must exist before the first object is written. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:PrivateBucket", name, {}, opts);
    const child = { parent: this };
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { forceDestroy: args.forceDestroy },
      { ...child, protect: args.protect },
    );
    const of = { bucket: bucket.id };

    const ownership = new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    const access = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        ...of,
        policy: policyDocument([
          tlsOnly("s3:*", [bucket.arn, pulumi.interpolate`${bucket.arn}/*`]),
          ...(args.statements?.(bucket) ?? []),
        ]),
      },
      // S3 answers 409 when policy and public access block are written at the same time.
      { ...child, dependsOn: [access] },
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { ...of, rules: [encryptionRule(args.encryptionKey)] },
      child,
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { ...of, rules: lifecycleRules(args) },
      // A rule on noncurrent versions requires versioning.
      { ...child, dependsOn: [versioning] },
    );
    if (args.logBucket) {
      const logging = { ...of, targetBucket: args.logBucket.bucket.id, targetPrefix: `${name}/` };
      // S3 refuses a target whose policy does not let it deliver logs.
      new aws.s3.BucketLogging(`${name}-logging`, logging, { ...child, dependsOn: args.logBucket.ready });
    }

    this.bucket = bucket;
    this.ready = [ownership, access, policy, encryption, versioning];
    this.registerOutputs({ bucket: bucket.id });
  }
}

function encryptionRule(key: KeyRef | undefined): aws.types.input.s3.BucketServerSideEncryptionConfigurationRule {
  return key
    ? {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
        bucketKeyEnabled: true,
      }
    : { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
}

/** Days after which the parts of an unfinished multipart upload are removed. */
const ABORT_MULTIPART_DAYS = 7;

function lifecycleRules(args: PrivateBucketArgs): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  const everything = { status: "Enabled", filter: { prefix: "" } };
  return [
    {
      ...everything,
      id: "abort-multipart-uploads",
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_MULTIPART_DAYS },
    },
    {
      ...everything,
      id: "expire-noncurrent-versions",
      noncurrentVersionExpiration: { noncurrentDays: args.noncurrentExpireDays },
      // Removes delete markers that are the only version left; a rule that expires objects does so by itself.
      ...(args.expireDays === undefined ? { expiration: { expiredObjectDeleteMarker: true } } : {}),
    },
    ...(args.expireDays === undefined
      ? []
      : [{ ...everything, id: "expire-objects", expiration: { days: args.expireDays } }]),
    ...(args.expireTagged ? [taggedExpiryRule(args.expireTagged)] : []),
  ];
}

function taggedExpiryRule({ id, tag, days }: TaggedExpiry): aws.types.input.s3.BucketLifecycleConfigurationRule {
  return { id, status: "Enabled", filter: { tag }, expiration: { days } };
}
