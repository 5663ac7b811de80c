import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

/** Messages are encrypted at rest, with a key that can be audited. */
export const snsEncrypted = defineRule({
  name: "sns-encrypted",
  description: "SNS topics are encrypted with KMS.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["SNS.1"], checkov: ["CKV_AWS_26"] },
  remediationSteps: 'Set kmsMasterKeyId to a key, such as "alias/aws/sns".',
  resource: {
    types: types.topic,
    check: (topic, context) => {
      if (!topic.isSet("kmsMasterKeyId")) context.violation(topic, "is not encrypted with KMS");
    },
  },
});
