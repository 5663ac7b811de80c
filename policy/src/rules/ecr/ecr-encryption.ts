import { defineRule } from "../../core/define-rule";
import { isUnknown, itemsOf, valueAt } from "../../core/plain-value";
import { types } from "../../core/resource-types";

export const ecrEncryption = defineRule({
  name: "ecr-encryption",
  description: "ECR repositories are encrypted with a KMS key.",
  why: "A KMS key can be audited, and access to it revoked; a repository keeps its encryption for life.",
  level: "advisory",
  severity: "low",
  controls: {
    checkov: ["CKV_AWS_136"],
    pulumi: ["aws-ecr-repository-configure-customer-managed-key", "aws-ecr-repository-disallow-unencrypted-repository"],
  },
  remediationSteps: 'Set encryptionConfigurations with encryptionType "KMS" and a kmsKey.',
  resource: {
    types: types.repository,
    check: (repository, context) => {
      const stated = itemsOf(repository.get("encryptionConfigurations")).map((each) => valueAt(each, "encryptionType"));
      const open = stated.find(isUnknown);
      if (open !== undefined) context.pending(repository, open.path);
      else if (!stated.some((type) => type === "KMS" || type === "KMS_DSSE"))
        context.violation(repository, "is not encrypted with a KMS key");
    },
  },
});
