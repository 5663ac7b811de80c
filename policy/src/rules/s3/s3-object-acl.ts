import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const s3ObjectAcl = defineRule({
  name: "s3-object-acl",
  description: "S3 objects have no public ACL.",
  why: "Anyone can read an object with a public ACL where the bucket does not block it, whatever the bucket's policy says.",
  level: "mandatory",
  severity: "high",
  controls: {},
  remediationSteps: "Remove acl, and grant access in the bucket policy or through a distribution.",
  resource: {
    types: types.bucketObject,
    check: (object, context) =>
      context.whenKnown(object, "acl", (acl) => {
        if (typeof acl === "string" && (acl.startsWith("public-") || acl === "authenticated-read"))
          context.violation(object, `has the public ACL "${acl}"`);
      }),
  },
});
