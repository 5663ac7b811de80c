import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { setInside } from "../../remediation/set-inside";

/** Sources whose own encryption covers the records: Firehose keeps none, and refuses a setting. */
const ownEncryption = ["kinesisSourceConfiguration", "mskSourceConfiguration"];

export const firehoseEncrypted = defineRule({
  name: "firehose-encrypted",
  description: "Firehose streams that take records themselves are encrypted at rest.",
  why: "A Firehose stream keeps records for up to a day where its destination does not take them.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["DataFirehose.1"], cdkNag: ["AwsSolutions-KDF1"], checkov: ["CKV_AWS_240"] },
  remediationSteps: "Set serverSideEncryption.enabled to true.",
  resource: {
    types: types.firehose,
    check: (stream, context) => {
      if (ownEncryption.some((source) => stream.isSet(source))) return;
      context.whenKnown(stream, "serverSideEncryption.enabled", (enabled) => {
        if (enabled !== true) context.violation(stream, "is not encrypted");
      });
    },
  },
  remediate: {
    types: types.firehose,
    does: "sets serverSideEncryption.enabled where no other service is the source",
    apply: (props) => {
      if (ownEncryption.some((source) => Object.keys(props).includes(source))) return;
      setInside(props, "serverSideEncryption", "enabled", true);
    },
  },
});
