import type { BucketSettings, CorsRule, LifecycleRule } from "@image-pipeline/local-aws";
import type { Bag } from "../../../property-values";

/**
 * The settings of a bucket that have a resource of their own, as outputs of the bucket itself. The provider reads all
 * of them with a bucket (`s3/bucket.go` (0070bcd1) of the Terraform provider, resourceBucketRead): a program learns in
 * this way how a bucket of others is set up.
 */
export function readSettings({ versioning, encryption, policy, lifecycle, cors, logging }: BucketSettings): Bag {
  return {
    versioning: { enabled: versioning === "Enabled", mfaDelete: false },
    serverSideEncryptionConfiguration: {
      rule: {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: encryption.algorithm,
          kmsMasterKeyId: encryption.kmsKeyArn ?? "",
        },
        bucketKeyEnabled: encryption.bucketKeyEnabled,
      },
    },
    policy: policy ?? "",
    lifecycleRules: (lifecycle ?? []).map(lifecycleRule),
    corsRules: (cors ?? []).map(corsRule),
    ...(logging && { logging }),
  };
}

function lifecycleRule(rule: LifecycleRule): Bag {
  const { expirationDays: days, expiredObjectDeleteMarker, noncurrentDays, abortMultipartDays } = rule;
  const expires = days !== undefined || expiredObjectDeleteMarker !== undefined;
  return {
    id: rule.id,
    enabled: rule.enabled,
    ...(rule.prefix !== "" && { prefix: rule.prefix }),
    ...(rule.tag && { tags: { [rule.tag.key]: rule.tag.value } }),
    ...(expires && { expiration: { days, expiredObjectDeleteMarker } }),
    ...(noncurrentDays !== undefined && { noncurrentVersionExpiration: { days: noncurrentDays } }),
    ...(abortMultipartDays !== undefined && { abortIncompleteMultipartUploadDays: abortMultipartDays }),
  };
}

function corsRule({ allowedHeaders, allowedMethods, allowedOrigins, exposeHeaders, maxAgeSec }: CorsRule): Bag {
  return { allowedHeaders, allowedMethods, allowedOrigins, exposeHeaders, maxAgeSeconds: maxAgeSec ?? 0 };
}
