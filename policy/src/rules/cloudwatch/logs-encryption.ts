import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const logsEncryption = defineRule({
  name: "logs-encryption",
  description: "Log groups are encrypted with a KMS key.",
  why: "CloudWatch encrypts logs with a key of its own; a customer managed key can be audited, and access to it revoked.",
  level: "advisory",
  severity: "low",
  controls: { checkov: ["CKV_AWS_158"] },
  remediationSteps: "Set kmsKeyId to the ARN of a key whose policy allows CloudWatch Logs to use it.",
  resource: {
    types: types.logGroup,
    check: (group, context) => {
      if (!group.isSet("kmsKeyId")) context.violation(group, "is not encrypted with a KMS key");
    },
  },
});
