import { defineRule } from "../core/define-rule";
import type { Inquiry } from "../core/inquiry";
import { itemsOf, valueAt } from "../core/resource-view";
import type { StackResource } from "../core/stack-view";
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
      for (const holder of [bucket, ...ofBucket(stack, bucket, types.bucketAcl)]) checkAcl(holder, bucket, inquiry);
    }
  },
});

function checkAcl(holder: StackResource, bucket: StackResource, inquiry: Inquiry<object, StackResource>): void {
  if (!holder.isComputed("acl")) {
    inquiry.whenKnown(holder, "acl", (acl) => {
      if (typeof acl !== "string") return;
      const isPublic = acl.startsWith("public-") || acl === "authenticated-read";
      if (isPublic) inquiry.violation(bucket, `has the public ACL "${acl}"`);
    });
  }
  if (holder.isComputed("accessControlPolicy")) return;
  for (const grant of itemsOf(holder.get("accessControlPolicy.grants"))) {
    const group = valueAt(grant, "grantee.uri");
    if (isUnknown(group)) inquiry.pending(holder, group.path);
    else if (typeof group === "string" && publicGroup.test(group)) {
      inquiry.violation(bucket, "has an ACL that grants to everybody");
    }
  }
}
