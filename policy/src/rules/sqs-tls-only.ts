import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { siblingsOf } from "../join/siblings";
import { demandTls } from "../join/tls-policy";

/** Messages travel encrypted. */
export const sqsTlsOnly = defineRule({
  name: "sqs-tls-only",
  description: "SQS queues refuse requests without TLS.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["AwsSolutions-SQS4"] },
  remediationSteps:
    'Declare a QueuePolicy with a Deny of "sqs:*" to principal "*" under the one condition Bool aws:SecureTransport "false".',
  stack: (stack, inquiry) => {
    for (const queue of stack.ofType(...types.queue)) {
      const policies = siblingsOf(stack, queue, { types: types.queuePolicy, by: "queueUrl", owner: ["url", "id"] });
      demandTls(queue, policies.length > 0 ? policies : [queue], "sqs:*", inquiry);
    }
  },
});
