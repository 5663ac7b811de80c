import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const eventsDeadLetters = defineRule({
  name: "events-dead-letters",
  description: "EventBridge targets have a dead-letter queue.",
  why: "An event that could not be delivered within a day, or at all for want of a permission, is dropped.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["Serverless-EventBusDLQ"] },
  remediationSteps:
    "Set deadLetterConfig.arn to a queue whose policy allows events.amazonaws.com to send messages for the rule.",
  resource: {
    types: types.eventTarget,
    check: (target, context) => {
      if (!target.isSet("deadLetterConfig.arn")) context.violation(target, "has no dead-letter queue");
    },
  },
});
