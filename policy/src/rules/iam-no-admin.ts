import { defineRule } from "../core/define-rule";
import { isAdministrator } from "../iam/actions";
import { typesHolding } from "../iam/places";
import { statementsOf } from "../iam/statements-of";

/** Nobody is handed everything. */
export const iamNoAdmin = defineRule({
  name: "iam-no-admin",
  description: "IAM policies do not allow everything on everything.",
  level: "mandatory",
  severity: "critical",
  controls: { securityHub: ["IAM.1"], cis: ["1.15"], checkov: ["CKV_AWS_62", "CKV_AWS_63", "CKV2_AWS_40"] },
  remediationSteps: "List the actions that are needed, and the ARNs they are needed on.",
  resource: {
    types: typesHolding("identity"),
    check: (resource, inquiry) => {
      for (const statement of statementsOf(resource, inquiry, "identity")) {
        if (isAdministrator(statement))
          inquiry.violation(resource, `allows everything on everything in ${statement.label}`);
      }
    },
  },
});
