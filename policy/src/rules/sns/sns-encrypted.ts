import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

interface Settings {
  readonly remediationKey: string;
}

export const snsEncrypted = defineRule<Settings>({
  name: "sns-encrypted",
  description: "SNS topics are encrypted with KMS.",
  why: "Messages are at rest until they are delivered. A KMS key can be audited, and access to it revoked.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["SNS.1"], checkov: ["CKV_AWS_26"] },
  remediationSteps: 'Set kmsMasterKeyId to a key, such as "alias/aws/sns".',
  settings: {
    remediationKey: {
      type: "string",
      default: "",
      description:
        "Customer managed key that the level remediate sets, by alias or ARN. Default: none; services such as S3, EventBridge and CloudWatch cannot send messages with AWS's own key.",
    },
  },
  resource: {
    types: types.topic,
    check: (topic, context) => {
      if (!topic.isSet("kmsMasterKeyId")) context.violation(topic, "is not encrypted with KMS");
    },
  },
  remediate: {
    types: types.topic,
    does: "sets kmsMasterKeyId to the key of the setting remediationKey; without one it changes nothing, since not every service can use alias/aws/sns",
    apply: (props, { remediationKey = "" }) => {
      // The key may be unknown: it is not read.
      if (remediationKey !== "" && !Object.keys(props).includes("kmsMasterKeyId"))
        props["kmsMasterKeyId"] = remediationKey;
    },
  },
});
