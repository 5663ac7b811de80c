import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { ofBucket } from "../join/siblings";

const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** Every bucket has its own public access block, with nothing left open. */
export const s3BlockPublicAccess = defineRule({
  name: "s3-block-public-access",
  description: "S3 buckets block all public access.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["S3.8", "S3.1"],
    cis: ["2.1.4"],
    cdkNag: ["AwsSolutions-S2"],
    checkov: ["CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
  },
  remediationSteps: `Declare a BucketPublicAccessBlock for the bucket with ${flags.join(", ")} all true.`,
  stack: (stack, inquiry) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const blocks = ofBucket(stack, bucket, types.bucketPublicAccess);
      if (blocks.length === 0) inquiry.violation(bucket, "has no BucketPublicAccessBlock");
      for (const block of blocks) {
        const open = flags.filter((flag) => block.get(flag) !== true);
        const pending = open.filter((flag) => block.isPending(flag));
        for (const flag of pending) inquiry.pending(block, flag);
        const known = open.filter((flag) => !pending.includes(flag));
        if (known.length > 0) inquiry.violation(bucket, `leaves public access open: ${known.join(", ")} not true`);
      }
    }
  },
});
