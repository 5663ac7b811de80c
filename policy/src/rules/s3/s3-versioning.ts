import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { bucketsWith } from "../../join/bucket-settings";
import { noteInlineSettings } from "../../join/inline-settings";

export const s3Versioning = defineRule({
  name: "s3-versioning",
  description: "S3 buckets have versioning.",
  why: "Versions restore objects that were overwritten or deleted by mistake.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["S3.14"], cdkNag: ["NIST.800.53.R5-S3BucketVersioningEnabled"], checkov: ["CKV_AWS_21"] },
  remediationSteps: 'Declare a BucketVersioning with versioningConfiguration.status "Enabled".',
  resource: { types: types.bucket, check: noteInlineSettings },
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketVersioning, "versioning", context)) {
      if (settings.length === 0) context.violation(owner, "has no BucketVersioning");
      for (const versioning of settings) {
        context.whenKnown(versioning, "versioningConfiguration.status", (status) => {
          if (status !== "Enabled") context.violation(owner, `has versioning in status ${JSON.stringify(status)}`);
        });
      }
    }
  },
});
