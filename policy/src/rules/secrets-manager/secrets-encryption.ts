import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const secretsEncryption = defineRule({
  name: "secrets-encryption",
  description: "Secrets are encrypted with a customer managed KMS key.",
  why: "The key's policy then decides, too, who reads the secret; a secret that another account reads needs it.",
  level: "advisory",
  severity: "low",
  controls: { checkov: ["CKV_AWS_149"], pulumi: ["aws-secretsmanager-secret-configure-customer-managed-key"] },
  remediationSteps: "Set kmsKeyId to a key of the program.",
  resource: {
    types: types.secret,
    check: (secret, context) => {
      const key = secret.text("kmsKeyId");
      if (!secret.isSet("kmsKeyId") || key?.includes("alias/aws/") === true)
        context.violation(secret, "is not encrypted with a customer managed key");
    },
  },
});
