import { defineRule } from "../core/define-rule";
import { types } from "../core/tokens";
import { siblingsOf } from "../join/siblings";
import { demandTls } from "../join/tls-policy";

/** Messages travel encrypted. */
export const snsTlsOnly = defineRule({
  name: "sns-tls-only",
  description: "SNS topics refuse messages that come without TLS.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["AwsSolutions-SNS3"] },
  remediationSteps:
    'Declare a TopicPolicy with a Deny of "sns:Publish" to principal "*" under the one condition Bool aws:SecureTransport "false".',
  stack: (stack, inquiry) => {
    for (const topic of stack.ofType(...types.topic)) {
      const policies = siblingsOf(stack, topic, { types: types.topicPolicy, by: "arn", owner: ["arn", "id"] });
      demandTls(topic, policies.length > 0 ? policies : [topic], "sns:Publish", inquiry);
    }
  },
});
