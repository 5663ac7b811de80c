import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A lifecycle rule of a bucket, as the provider reads it. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly expiration?: { readonly days?: number; readonly date?: string };
  readonly noncurrentVersionExpiration?: { readonly days?: number };
}

/** A CORS rule of a bucket, as the provider reads it. */
interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
}

/** Settings of a bucket that others own. */
export interface BucketState {
  readonly region: string;
  readonly isVersioned: boolean;
  readonly encryption: {
    /** `AES256`, `aws:kms`, `aws:kms:dsse`. */
    readonly algorithm: string;
    /** KMS key: ARN, identifier or alias; absent: one that AWS manages. */
    readonly keyId?: string;
  };
  /** JSON; absent: none. */
  readonly policy: string | undefined;
  readonly lifecycleRules: readonly LifecycleRule[];
  readonly corsRules: readonly CorsRule[];
  readonly isEventBridgeOn: boolean;
  /** Functions, queues and topics that it notifies. */
  readonly destinations: number;
}

/** The same as outputs. In a preview each is unknown that the provider has no value of. */
export type BucketOutputs = { readonly [Key in keyof BucketState]: pulumi.Output<BucketState[Key]> };

/**
 * The state of a bucket that the provider has read. What is not set is absent, whatever the provider's types say.
 *
 * @param notification absent: nobody asks whom the bucket notifies
 */
export function outputsOfBucket(
  bucket: aws.s3.Bucket,
  notification: aws.s3.BucketNotification | undefined,
): BucketOutputs {
  const lists = notification ? [notification.lambdaFunctions, notification.queues, notification.topics] : [];
  return {
    region: bucket.bucketRegion,
    isVersioned: optional(bucket.versioning).apply((versioning) => versioning?.enabled === true),
    encryption: optional(bucket.serverSideEncryptionConfiguration).apply((encryption) => {
      const { sseAlgorithm = "AES256", kmsMasterKeyId = "" } =
        encryption?.rule.applyServerSideEncryptionByDefault ?? {};
      return { algorithm: sseAlgorithm, ...(kmsMasterKeyId !== "" && { keyId: kmsMasterKeyId }) };
    }),
    policy: optional(bucket.policy).apply((policy) => (policy === "" ? undefined : policy)),
    lifecycleRules: optional(bucket.lifecycleRules).apply((rules) => rules ?? []),
    corsRules: optional(bucket.corsRules).apply((rules) => rules ?? []),
    isEventBridgeOn: pulumi.output(notification?.eventbridge).apply((isOn) => isOn === true),
    destinations: pulumi
      .all(lists as pulumi.Output<readonly unknown[] | undefined>[])
      .apply((all) => all.reduce((sum, list) => sum + (list?.length ?? 0), 0)),
  };
}

const optional = <T>(output: pulumi.Output<T>): pulumi.Output<T | undefined> => output;
