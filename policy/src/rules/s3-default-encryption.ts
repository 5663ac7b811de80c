import { defineRule } from "../core/define-rule";
import { itemsOf, valueAt } from "../core/resource-view";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";
import { ofBucket } from "../join/siblings";

const algorithms = ["AES256", "aws:kms", "aws:kms:dsse"];

/** Default encryption is stated, not left to AWS's own default, and a KMS key is asked once per bucket rather than once per object. */
export const s3DefaultEncryption = defineRule({
  name: "s3-default-encryption",
  description: "S3 buckets state their default encryption, with a bucket key where it is KMS.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["S3.17"], checkov: ["CKV_AWS_19", "CKV_AWS_145"], others: ["Pulumi compliance policies"] },
  remediationSteps: `Declare a BucketServerSideEncryptionConfiguration with sseAlgorithm ${algorithms.join(", ")}; with aws:kms also bucketKeyEnabled true.`,
  stack: (stack, inquiry) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const configurations = ofBucket(stack, bucket, types.bucketEncryption);
      if (configurations.length === 0) inquiry.violation(bucket, "has no BucketServerSideEncryptionConfiguration");
      for (const configuration of configurations) {
        const rules = itemsOf(configuration.get("rules"));
        if (rules.length === 0) inquiry.violation(bucket, "has an encryption configuration without rules");
        for (const rule of rules) {
          const algorithm = valueAt(rule, "applyServerSideEncryptionByDefault.sseAlgorithm");
          if (isUnknown(algorithm)) inquiry.pending(configuration, algorithm.path);
          else if (typeof algorithm !== "string" || !algorithms.includes(algorithm))
            inquiry.violation(bucket, "states no known sseAlgorithm");
          const bucketKey = valueAt(rule, "bucketKeyEnabled");
          if (algorithm !== "aws:kms") continue;
          if (isUnknown(bucketKey)) inquiry.pending(configuration, bucketKey.path);
          else if (bucketKey !== true) {
            inquiry.violation(bucket, "uses KMS without a bucket key: every object costs a call to KMS");
          }
        }
      }
    }
  },
});
