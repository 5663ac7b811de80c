import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const sqsEncrypted = defineRule({
  name: "sqs-encrypted",
  description: "SQS queues set server-side encryption.",
  why: "Messages stay in a queue for up to 14 days; dead letters contain what the application processes.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["SQS.1"], cdkNag: ["AwsSolutions-SQS2"], checkov: ["CKV_AWS_27"] },
  remediationSteps: "Set sqsManagedSseEnabled to true, or kmsMasterKeyId to a key.",
  resource: {
    types: types.queue,
    check: (queue, context) => {
      if (queue.isSet("kmsMasterKeyId")) return;
      context.whenKnown(queue, "sqsManagedSseEnabled", (managed) => {
        if (managed !== true) context.violation(queue, "does not set server-side encryption");
      });
    },
  },
  remediate: {
    types: types.queue,
    does: "sets sqsManagedSseEnabled where there is no kmsMasterKeyId",
    apply: (props) => {
      // The key may be unknown: it is not read.
      if (!Object.keys(props).includes("kmsMasterKeyId")) props["sqsManagedSseEnabled"] = true;
    },
  },
});
