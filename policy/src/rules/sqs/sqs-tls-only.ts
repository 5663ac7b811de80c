import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";
import { requireTls } from "../../join/tls-policy";
import { withTlsStatement } from "../../remediation/tls-statement";

export const sqsTlsOnly = defineRule({
  name: "sqs-tls-only",
  description: "SQS queues deny requests without TLS.",
  why: "Messages that are sent or received without TLS can be read and changed on their way.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["AwsSolutions-SQS4"] },
  remediationSteps:
    'Declare a QueuePolicy that denies "sqs:*" to principal "*", with the single condition Bool aws:SecureTransport "false".',
  stack: (stack, context) => {
    for (const queue of stack.ofType(...types.queue)) {
      const policies = siblingsOf(stack, queue, { types: types.queuePolicy, by: "queueUrl", owner: ["url", "id"] });
      requireTls(queue, policies.length > 0 ? policies : [queue], "sqs:*", context);
    }
  },
  remediate: {
    types: types.queuePolicy,
    does: "adds the statement to a QueuePolicy that is known",
    apply: (props) => {
      const policy = withTlsStatement(props["policy"], "sqs:*");
      if (policy !== undefined) props["policy"] = policy;
    },
  },
});
