import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { bucketKeys, ofBucket, siblingsOf } from "../../join/siblings";

export const s3AccessLogging = defineRule({
  name: "s3-access-logging",
  description: "S3 buckets have access logging.",
  why: "Access logs show who read which object. A bucket that receives access logs is exempt: logging it would produce logs without end.",
  level: "advisory",
  severity: "medium",
  controls: { securityHub: ["S3.9"], cdkNag: ["AwsSolutions-S1"], checkov: ["CKV_AWS_18"], others: ["AWSGuard"] },
  remediationSteps: "Declare a BucketLogging with targetBucket and targetPrefix.",
  stack: (stack, context) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const receiving = siblingsOf(stack, bucket, {
        types: types.bucketLogging,
        by: "targetBucket",
        owner: bucketKeys,
      });
      if (receiving.length > 0) continue;
      const logs = ofBucket(stack, bucket, types.bucketLogging).filter((logging) => logging.isSet("targetBucket"));
      if (logs.length === 0) context.violation(bucket, "has no access logging");
    }
  },
});
