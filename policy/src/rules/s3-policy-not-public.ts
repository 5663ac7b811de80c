import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { isPublic } from "../iam/principals";
import { statementsOf } from "../iam/statements-of";

/** A bucket policy names whom it serves. */
export const s3PolicyNotPublic = defineRule({
  name: "s3-policy-not-public",
  description: "S3 bucket policies allow nothing to everybody.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["S3.2", "S3.3", "S3.6"], checkov: ["CKV_AWS_70"] },
  remediationSteps:
    "Name the principals, or restrict the statement by a condition on who asks (such as aws:SourceAccount, aws:PrincipalOrgID or aws:SourceVpce).",
  resource: {
    types: [...types.bucketPolicy, ...types.bucket],
    check: (resource, inquiry) => {
      for (const statement of statementsOf(resource, inquiry, "resource")) {
        if (isPublic(statement)) inquiry.violation(resource, `allows everybody in ${statement.label}`);
      }
    },
  },
});
