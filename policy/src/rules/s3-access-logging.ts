import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { bucketKeys, ofBucket, siblingsOf } from "../join/siblings";

/** Who read what can be found out afterwards. The bucket that takes the logs has none of its own: they would log each other. */
export const s3AccessLogging = defineRule({
  name: "s3-access-logging",
  description: "S3 buckets log access to them.",
  level: "advisory",
  severity: "medium",
  controls: { securityHub: ["S3.9"], cdkNag: ["AwsSolutions-S1"], checkov: ["CKV_AWS_18"], others: ["AWSGuard"] },
  remediationSteps: "Declare a BucketLogging with targetBucket and targetPrefix.",
  stack: (stack, inquiry) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const takesLogs = siblingsOf(stack, bucket, {
        types: types.bucketLogging,
        by: "targetBucket",
        owner: bucketKeys,
      });
      if (takesLogs.length > 0) continue;
      const logs = ofBucket(stack, bucket, types.bucketLogging).filter((logging) => logging.states("targetBucket"));
      if (logs.length === 0) inquiry.violation(bucket, "keeps no access log");
    }
  },
});
