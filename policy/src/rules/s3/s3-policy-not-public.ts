import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isPublic } from "../../iam/callers";
import { statementsOf } from "../../iam/policy-documents";

export const s3PolicyNotPublic = defineRule({
  name: "s3-policy-not-public",
  description: "S3 bucket policies allow no public access.",
  why: "A policy that allows any principal makes the bucket public, or leaves it to the block whether it is.",
  level: "mandatory",
  severity: "critical",
  controls: { checkov: ["CKV_AWS_70"] },
  remediationSteps:
    "Name the principals, or restrict the statement with a condition on the caller, such as aws:SourceAccount, aws:PrincipalOrgID or aws:SourceVpce.",
  resource: {
    types: [...types.bucketPolicy, ...types.bucket],
    check: (resource, context) => {
      const statements = statementsOf(resource, context, "resource");
      for (const statement of statements) {
        if (isPublic(statement, statements))
          context.violationOf(resource, statement.id, ["*"], () => `allows any principal in ${statement.label}`);
      }
    },
  },
});
