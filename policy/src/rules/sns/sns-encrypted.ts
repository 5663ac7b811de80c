import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const snsEncrypted = defineRule({
  name: "sns-encrypted",
  description: "SNS topics are encrypted with KMS.",
  why: "Messages are at rest until they are delivered. A KMS key can be audited, and access to it revoked.",
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
