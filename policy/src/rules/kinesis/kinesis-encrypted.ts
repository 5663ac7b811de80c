import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const kinesisEncrypted = defineRule({
  name: "kinesis-encrypted",
  description: "Kinesis streams are encrypted with KMS.",
  why: "A stream keeps every record for a day to a year.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["Kinesis.1"], cdkNag: ["AwsSolutions-KDS1"], checkov: ["CKV_AWS_43"] },
  remediationSteps: 'Set encryptionType to "KMS" and kmsKeyId to a key, such as "alias/aws/kinesis".',
  resource: {
    types: types.stream,
    check: (stream, context) =>
      context.whenKnown(stream, "encryptionType", (type) => {
        if (type !== "KMS") context.violation(stream, "is not encrypted");
        else if (!stream.isSet("kmsKeyId")) context.violation(stream, "names no key to encrypt with");
      }),
  },
});
