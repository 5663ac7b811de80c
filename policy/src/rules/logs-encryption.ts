import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** Logs rest encrypted with a key of the project's own. */
export const logsEncryption = defineRule({
  name: "logs-encryption",
  description: "Log groups are encrypted with a KMS key.",
  level: "advisory",
  severity: "low",
  controls: { checkov: ["CKV_AWS_158"] },
  remediationSteps: "Set kmsKeyId to the ARN of a key whose policy lets CloudWatch Logs use it.",
  resource: {
    types: types.logGroup,
    check: (group, inquiry) => {
      if (!group.states("kmsKeyId")) inquiry.violation(group, "is encrypted with AWS's own key");
    },
  },
});
