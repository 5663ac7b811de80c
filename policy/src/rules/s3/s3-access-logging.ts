import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { bucketsWith } from "../../join/bucket-settings";
import { noteInlineSettings } from "../../join/inline-settings";
import { bucketKeys, siblingsOf } from "../../join/siblings";

export const s3AccessLogging = defineRule({
  name: "s3-access-logging",
  description: "S3 buckets have access logging.",
  why: "Access logs show who read which object. A bucket that receives access logs is exempt: logging it would produce logs without end.",
  level: "advisory",
  severity: "medium",
  controls: {
    securityHub: ["S3.9"],
    cdkNag: ["AwsSolutions-S1"],
    checkov: ["CKV_AWS_18"],
    awsGuard: ["s3-bucket-logging-enabled"],
  },
  remediationSteps: "Declare a BucketLogging with targetBucket and targetPrefix.",
  resource: { types: types.bucket, check: noteInlineSettings },
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketLogging, "logging", context)) {
      const receives = [
        { types: types.bucketLogging, by: "targetBucket" },
        { types: types.logDeliveryDestination, by: "deliveryDestinationConfiguration.destinationResourceArn" },
      ].some((join) => siblingsOf(stack, owner, { ...join, owner: bucketKeys }).length > 0);
      if (receives) continue;
      if (!settings.some((logging) => logging.isSet("targetBucket"))) context.violation(owner, "has no access logging");
    }
  },
});
