import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { isDeadLetterQueue } from "../../join/dead-letters";
import { siblingsOf } from "../../join/siblings";

export const sqsDeadLetters = defineRule({
  name: "sqs-dead-letters",
  description: "SQS queues have a dead-letter queue, or are one.",
  why: "A message that no consumer can process is otherwise received again and again until it expires, and is then lost.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["AwsSolutions-SQS3"] },
  remediationSteps: "Set redrivePolicy with the deadLetterTargetArn of another queue and maxReceiveCount.",
  stack: (stack, context) => {
    for (const queue of stack.ofType(...types.queue)) {
      const holders = siblingsOf(stack, queue, {
        types: types.queueRedrivePolicy,
        by: "queueUrl",
        owner: ["url", "id"],
      });
      const isSet = [queue, ...holders].some(
        (holder) => holder.isSet("redrivePolicy") && !(holder === queue && holder.isComputed("redrivePolicy")),
      );
      if (!isSet && !isDeadLetterQueue(stack, queue)) context.violation(queue, "has no dead-letter queue");
    }
  },
});
