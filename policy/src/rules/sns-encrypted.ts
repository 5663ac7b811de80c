import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** Messages rest encrypted, with a key that can be audited. */
export const snsEncrypted = defineRule({
  name: "sns-encrypted",
  description: "SNS topics are encrypted with KMS.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["SNS.1"], checkov: ["CKV_AWS_26"] },
  remediationSteps: 'Set kmsMasterKeyId to a key, such as "alias/aws/sns".',
  resource: {
    types: types.topic,
    check: (topic, inquiry) => {
      if (!topic.states("kmsMasterKeyId")) inquiry.violation(topic, "is not encrypted");
    },
  },
});
