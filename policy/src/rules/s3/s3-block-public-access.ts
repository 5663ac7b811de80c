import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { bucketsWith } from "../../join/bucket-settings";

const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const s3BlockPublicAccess = defineRule({
  name: "s3-block-public-access",
  description: "S3 buckets block all public access.",
  why: "The block overrules every ACL and policy that would make the bucket or its objects public, also those that are added later.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["S3.2", "S3.3", "S3.8"],
    cis: ["2.1.4"],
    cdkNag: ["AwsSolutions-S2"],
    checkov: ["CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"],
  },
  remediationSteps: `Declare a BucketPublicAccessBlock for the bucket with ${flags.join(", ")} all true.`,
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketPublicAccess, undefined, context)) {
      if (settings.length === 0) context.violation(owner, "has no BucketPublicAccessBlock");
      for (const block of settings) {
        const open = flags.filter((flag) => block.get(flag) !== true);
        const pending = open.filter((flag) => block.isPending(flag));
        for (const flag of pending) context.pending(block, flag);
        const known = open.filter((flag) => !pending.includes(flag));
        if (known.length > 0) context.violation(owner, `does not block public access: ${known.join(", ")} not true`);
      }
    }
  },
  remediate: {
    types: types.bucketPublicAccess,
    does: "sets the four blocks of a BucketPublicAccessBlock",
    apply: (props) => {
      for (const flag of flags) props[flag] = true;
    },
  },
});
