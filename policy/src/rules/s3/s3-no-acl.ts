import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import type { RuleContext } from "../../core/rule-context";
import type { StackResource } from "../../core/stack-view";
import { types } from "../../core/resource-types";
import { ofBucket } from "../../join/siblings";

/** The groups of all users and of all AWS accounts' users. */
const publicGroup = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

export const s3NoAcl = defineRule({
  name: "s3-no-acl",
  description: "S3 buckets disable ACLs (BucketOwnerEnforced) and set no public ACL.",
  why: "ACLs grant access beside the bucket's policy, object by object. Where they are disabled, policies alone decide.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["S3.2", "S3.3", "S3.12"],
    checkov: ["CKV2_AWS_65", "CKV_AWS_20", "CKV_AWS_57"],
    others: ["Pulumi compliance policies"],
  },
  remediationSteps:
    'Declare BucketOwnershipControls with objectOwnership "BucketOwnerEnforced", remove the ACL, and grant access in the bucket policy.',
  stack: (stack, context) => {
    for (const bucket of stack.ofType(...types.bucket)) {
      const controls = ofBucket(stack, bucket, types.bucketOwnership);
      if (controls.length === 0) context.violation(bucket, "has no BucketOwnershipControls");
      for (const control of controls) {
        context.whenKnown(control, "rule.objectOwnership", (ownership) => {
          if (ownership !== "BucketOwnerEnforced")
            context.violation(bucket, `does not disable ACLs (objectOwnership ${JSON.stringify(ownership)})`);
        });
      }
      for (const holder of [bucket, ...ofBucket(stack, bucket, types.bucketAcl)]) checkAcl(holder, bucket, context);
    }
  },
});

function checkAcl(holder: StackResource, bucket: StackResource, context: RuleContext<object, StackResource>): void {
  if (!holder.isComputed("acl")) {
    context.whenKnown(holder, "acl", (acl) => {
      if (typeof acl !== "string") return;
      const isPublic = acl.startsWith("public-") || acl === "authenticated-read";
      if (isPublic) context.violation(bucket, `has the public ACL "${acl}"`);
    });
  }
  if (holder.isComputed("accessControlPolicy")) return;
  for (const grant of itemsOf(holder.get("accessControlPolicy.grants"))) {
    const group = valueAt(grant, "grantee.uri");
    if (isUnknown(group)) context.pending(holder, group.path);
    else if (typeof group === "string" && publicGroup.test(group)) {
      context.violation(bucket, "has an ACL with a public grant");
    }
  }
}
