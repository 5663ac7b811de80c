import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { ofBucket } from "../../join/siblings";

export const s3Versioning = defineRule({
  name: "s3-versioning",
  description: "S3 buckets have versioning.",
  why: "Versions restore objects that were overwritten or deleted by mistake.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["S3.14"], cdkNag: ["NIST.800.53.R5-S3BucketVersioningEnabled"], checkov: ["CKV_AWS_21"] },
  remediationSteps: 'Declare a BucketVersioning with versioningConfiguration.status "Enabled".',
  stack: (stack, context) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const versionings = ofBucket(stack, bucket, types.bucketVersioning);
      if (versionings.length === 0) context.violation(bucket, "has no BucketVersioning");
      for (const versioning of versionings) {
        context.whenKnown(versioning, "versioningConfiguration.status", (status) => {
          if (status !== "Enabled") context.violation(bucket, `has versioning in status ${JSON.stringify(status)}`);
        });
      }
    }
  },
});
