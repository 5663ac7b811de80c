import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { ofBucket } from "../join/siblings";

/** What is overwritten or deleted by mistake can be had back. */
export const s3Versioning = defineRule({
  name: "s3-versioning",
  description: "S3 buckets keep versions.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["S3.14"], cdkNag: ["NIST.800.53.R5-S3BucketVersioningEnabled"], checkov: ["CKV_AWS_21"] },
  remediationSteps: 'Declare a BucketVersioning with versioningConfiguration.status "Enabled".',
  stack: (stack, inquiry) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const versionings = ofBucket(stack, bucket, types.bucketVersioning);
      if (versionings.length === 0) inquiry.violation(bucket, "has no BucketVersioning");
      for (const versioning of versionings) {
        inquiry.whenKnown(versioning, "versioningConfiguration.status", (status) => {
          if (status !== "Enabled") inquiry.violation(bucket, `has versioning in status ${JSON.stringify(status)}`);
        });
      }
    }
  },
});
