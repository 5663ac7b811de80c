import { defineRule } from "../../core/define-rule";
import { includesAction, isAdministrator, isUnscopedResource } from "../../iam/actions";
import { decryptActions } from "../../iam/sensitive-actions";
import type { Statement } from "../../iam/statement";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

export const kmsDecryptScoped = defineRule({
  name: "kms-decrypt-scoped",
  description: "IAM policies scope decryption to specific KMS keys.",
  why: "A permission to decrypt with any key includes the keys of other accounts that allow it, and keys that are created later.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["KMS.1", "KMS.2"] },
  remediationSteps:
    "Scope kms:Decrypt to the ARNs of specific keys, or add a condition on kms:ResourceAliases or aws:ResourceTag; * includes keys of other accounts.",
  resource: {
    types: typesWithDocuments("identity"),
    check: (resource, context) => {
      for (const statement of statementsOf(resource, context, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement) || restrictsKeys(statement)) continue;
        const open = statement.resources.some(isUnscopedResource);
        if (
          open &&
          statement.notActions.length === 0 &&
          decryptActions.some((action) => includesAction(statement, action))
        ) {
          context.violation(resource, `allows decryption with any KMS key in ${statement.label}`);
        }
      }
    },
  },
});

function restrictsKeys({ conditions }: Statement): boolean {
  return conditions.some(
    ({ operator, key }) =>
      /^(ForAnyValue:)?StringEquals$/i.test(operator) &&
      (key === "kms:resourcealiases" || key.startsWith("aws:resourcetag/")),
  );
}
