import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { ofBucket } from "../../join/siblings";

const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const s3BlockPublicAccess = defineRule({
  name: "s3-block-public-access",
  description: "S3 buckets block all public access.",
  why: "The block overrules every ACL and policy that would make the bucket or its objects public, also those that are added later.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["S3.8", "S3.1"],
    cis: ["2.1.4"],
    cdkNag: ["AwsSolutions-S2"],
    checkov: ["CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
  },
  remediationSteps: `Declare a BucketPublicAccessBlock for the bucket with ${flags.join(", ")} all true.`,
  stack: (stack, context) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const blocks = ofBucket(stack, bucket, types.bucketPublicAccess);
      if (blocks.length === 0) context.violation(bucket, "has no BucketPublicAccessBlock");
      for (const block of blocks) {
        const open = flags.filter((flag) => block.get(flag) !== true);
        const pending = open.filter((flag) => block.isPending(flag));
        for (const flag of pending) context.pending(block, flag);
        const known = open.filter((flag) => !pending.includes(flag));
        if (known.length > 0) context.violation(bucket, `does not block public access: ${known.join(", ")} not true`);
      }
    }
  },
});
