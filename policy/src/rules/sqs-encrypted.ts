import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";

/** Messages rest encrypted. */
export const sqsEncrypted = defineRule({
  name: "sqs-encrypted",
  description: "SQS queues state their server-side encryption.",
  level: "mandatory",
  severity: "medium",
  controls: { securityHub: ["SQS.1"], cdkNag: ["AwsSolutions-SQS2"], checkov: ["CKV_AWS_27"] },
  remediationSteps: "Set sqsManagedSseEnabled to true, or kmsMasterKeyId to a key.",
  resource: {
    types: types.queue,
    check: (queue, inquiry) => {
      if (queue.states("kmsMasterKeyId")) return;
      inquiry.whenKnown(queue, "sqsManagedSseEnabled", (managed) => {
        if (managed !== true) inquiry.violation(queue, "states no encryption");
      });
    },
  },
});
