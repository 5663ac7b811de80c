import { defineRule } from "../../core/define-rule";
import { includesAction, isAdministrator } from "../../iam/actions";
import { namesResources } from "../../iam/resource-conditions";
import { isUnscopedResource } from "../../iam/resource-scope";
import { decryptActions } from "../../iam/sensitive-actions";
import { statementsOf, typesWithDocuments } from "../../iam/policy-documents";

const keyType = ["kms:$:$:key/$"];

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
        if (statement.effect !== "Allow" || isAdministrator(statement) || namesResources(statement.conditions))
          continue;
        const isOpen = statement.resources.some((each) => isUnscopedResource(each, keyType));
        const allowed = decryptActions.filter((action) => includesAction(statement, action));
        context.violationOf(
          resource,
          statement.id,
          isOpen && statement.notActions.length === 0 ? allowed : [],
          () => `allows decryption with any KMS key in ${statement.label}`,
        );
      }
    },
  },
});
