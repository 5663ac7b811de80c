import { defineRule } from "../core/define-rule";
import { includesAction, isAdministrator, isUnscopedResource } from "../iam/actions";
import { decryptActions } from "../iam/decrypt";
import { typesHolding } from "../iam/places";
import type { Statement } from "../iam/statement";
import { statementsOf } from "../iam/statements-of";

/** Who may decrypt may decrypt with the keys that are meant, and not with every key that ever grants the account something. */
export const kmsDecryptScoped = defineRule({
  name: "kms-decrypt-scoped",
  description: "IAM policies do not allow decryption with every KMS key.",
  level: "mandatory",
  severity: "high",
  controls: { securityHub: ["KMS.1", "KMS.2"] },
  remediationSteps:
    "Name the key's ARN, or restrict the statement by a condition on kms:ResourceAliases or aws:ResourceTag.",
  resource: {
    types: typesHolding("identity"),
    check: (resource, inquiry) => {
      for (const statement of statementsOf(resource, inquiry, "identity")) {
        if (statement.effect !== "Allow" || isAdministrator(statement) || choosesKeys(statement)) continue;
        const open = statement.resources.some(isUnscopedResource);
        if (
          open &&
          statement.notActions.length === 0 &&
          decryptActions.some((action) => includesAction(statement, action))
        ) {
          inquiry.violation(resource, `allows decryption with every key in ${statement.label}`);
        }
      }
    },
  },
});

function choosesKeys({ conditions }: Statement): boolean {
  return conditions.some(
    ({ operator, key }) =>
      /^(ForAnyValue:)?StringEquals$/i.test(operator) &&
      (key === "kms:resourcealiases" || key.startsWith("aws:resourcetag/")),
  );
}
