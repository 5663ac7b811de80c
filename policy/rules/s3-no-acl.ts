import { defineRule } from "../core/define-rule";
import { itemsOf, valueAt } from "../core/resource-view";
import { types } from "../core/tokens";
import { isUnknown } from "../core/unknown";
import { ofBucket } from "../join/siblings";

/** Groups that stand for anybody, and for anybody with an AWS account. */
const publicGroup = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** Access is decided by policies alone: no ACL counts, and none that is public is asked for. */
export const s3NoAcl = defineRule({
  name: "s3-no-acl",
  description: "S3 buckets ignore ACLs (BucketOwnerEnforced) and state no public one.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["S3.2", "S3.3", "S3.12"],
    checkov: ["CKV2_AWS_65", "CKV_AWS_20", "CKV_AWS_57"],
    others: ["Pulumi compliance policies"],
  },
  remediationSteps:
    'Declare BucketOwnershipControls with objectOwnership "BucketOwnerEnforced" and remove the ACL; grant access in the bucket policy.',
  stack: (stack, inquiry) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const controls = ofBucket(stack, bucket, types.bucketOwnership);
      if (controls.length === 0) inquiry.violation(bucket, "has no BucketOwnershipControls");
      for (const control of controls) {
        inquiry.whenKnown(control, "rule.objectOwnership", (ownership) => {
          if (ownership !== "BucketOwnerEnforced")
            inquiry.violation(bucket, `takes ACLs into account (objectOwnership ${JSON.stringify(ownership)})`);
        });
      }
      for (const holder of [bucket, ...ofBucket(stack, bucket, types.bucketAcl)]) {
        const acl = holder.text("acl") ?? "private";
        if (acl.startsWith("public-") || acl === "authenticated-read")
          inquiry.violation(bucket, `has the public ACL "${acl}"`);
        const grants = holder.get("accessControlPolicy.grants");
        if (isUnknown(grants)) inquiry.pending(holder, grants.path);
        const groups = itemsOf(grants).map((grant) => valueAt(grant, "grantee.uri"));
        if (groups.some((uri) => typeof uri === "string" && publicGroup.test(uri)))
          inquiry.violation(bucket, "has an ACL that grants to everybody");
      }
    }
  },
});
