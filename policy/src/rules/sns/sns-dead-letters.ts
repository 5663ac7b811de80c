import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

/** Protocols of which SNS gives up a message after its retries; a person answers no retry. */
const retried = ["application", "firehose", "http", "https", "lambda", "sqs"];

export const snsDeadLetters = defineRule({
  name: "sns-dead-letters",
  description: "SNS subscriptions of services have a dead-letter queue.",
  why: "A message that could not be delivered, such as for want of a permission, is dropped.",
  level: "mandatory",
  severity: "medium",
  controls: { partly: { "Serverless-SNSRedrivePolicy": "subscriptions of people, by e-mail and text message" } },
  remediationSteps:
    "Set redrivePolicy with the deadLetterTargetArn of a queue whose policy allows sns.amazonaws.com to send messages for the topic.",
  resource: {
    types: types.topicSubscription,
    check: (subscription, context) =>
      context.whenKnown(subscription, "protocol", (protocol) => {
        if (typeof protocol === "string" && retried.includes(protocol) && !subscription.isSet("redrivePolicy"))
          context.violation(subscription, "has no dead-letter queue");
      }),
  },
});
