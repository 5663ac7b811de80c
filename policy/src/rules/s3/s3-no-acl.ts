import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import type { RuleContext } from "../../core/rule-context";
import type { StackResource } from "../../core/stack-view";
import { types } from "../../core/resource-types";
import { bucketsWith, settingsOfOtherStacks } from "../../join/bucket-settings";
import { ofBucket } from "../../join/siblings";

/** The groups of all users and of all AWS accounts' users. */
const publicGroup = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** Grants of a BucketAcl and of a bucket, with the path of the grantee's group. */
const grantLocations = [
  ["accessControlPolicy.grants", "grantee.uri"],
  ["grants", "uri"],
] as const;

export const s3NoAcl = defineRule({
  name: "s3-no-acl",
  description: "S3 buckets disable ACLs (BucketOwnerEnforced) and set no public ACL.",
  why: "ACLs grant access beside the bucket's policy, object by object. Where they are disabled, policies alone decide.",
  level: "mandatory",
  severity: "high",
  controls: {
    securityHub: ["S3.12"],
    checkov: ["CKV2_AWS_65", "CKV_AWS_20", "CKV_AWS_57"],
    pulumi: ["aws-s3-bucket-disallow-public-read"],
  },
  remediationSteps:
    'Declare BucketOwnershipControls with objectOwnership "BucketOwnerEnforced", remove the ACL, and grant access in the bucket policy.',
  stack: (stack, context) => {
    for (const { owner, settings } of bucketsWith(stack, types.bucketOwnership, undefined, context)) {
      if (settings.length === 0) context.violation(owner, "has no BucketOwnershipControls");
      for (const control of settings) {
        context.whenKnown(control, "rule.objectOwnership", (ownership) => {
          if (ownership !== "BucketOwnerEnforced")
            context.violation(owner, `does not disable ACLs (objectOwnership ${JSON.stringify(ownership)})`);
        });
      }
    }
    for (const bucket of stack.ofType(...types.bucket)) {
      for (const holder of [bucket, ...ofBucket(stack, bucket, types.bucketAcl)]) checkAcl(holder, bucket, context);
    }
    for (const acl of settingsOfOtherStacks(stack, types.bucketAcl)) checkAcl(acl, acl, context);
  },
  remediate: {
    types: types.bucketOwnership,
    does: "sets BucketOwnerEnforced in BucketOwnershipControls; S3 then refuses ACLs that the program sets",
    apply: (props) => {
      props["rule"] = { objectOwnership: "BucketOwnerEnforced" };
    },
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
  for (const [path, grantee] of grantLocations) {
    if (holder.isComputed(path)) continue;
    for (const grant of itemsOf(holder.get(path))) {
      const group = valueAt(grant, grantee);
      if (isUnknown(group)) context.pending(holder, group.path);
      else if (typeof group === "string" && publicGroup.test(group)) {
        context.violation(bucket, "has an ACL with a public grant");
      }
    }
  }
}
