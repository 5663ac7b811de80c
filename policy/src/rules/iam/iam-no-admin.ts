import { defineRule } from "../../core/define-rule";
import { isAdministrator } from "../../iam/actions";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

export const iamNoAdmin = defineRule({
  name: "iam-no-admin",
  description: "IAM policies do not allow all actions on all resources.",
  why: "A principal with all permissions can do everything that the account can, and so can an attacker who obtains its credentials.",
  level: "mandatory",
  severity: "critical",
  controls: {
    securityHub: ["IAM.1"],
    cis: ["1.15"],
    checkov: ["CKV_AWS_62"],
    partly: {
      CKV_AWS_63: "all actions on some resources, which iam-no-service-wildcard reports",
      CKV2_AWS_40: "iam:* alone, which iam-no-escalation reports",
    },
  },
  remediationSteps: "List the required actions and the ARNs that they apply to.",
  resource: {
    types: typesWithDocuments("identity"),
    check: (resource, context) => {
      for (const statement of statementsOf(resource, context, "identity")) {
        if (isAdministrator(statement))
          context.violation(resource, `allows all actions on all resources in ${statement.label}`);
      }
    },
  },
});
