import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";
import { siblingsOf } from "../../join/siblings";
import { requireTls } from "../../join/tls-policy";
import { withTlsStatement } from "../../remediation/tls-statement";

export const snsTlsOnly = defineRule({
  name: "sns-tls-only",
  description: "SNS topics deny publishing without TLS.",
  why: "Messages that are published without TLS can be read and changed on their way.",
  level: "mandatory",
  severity: "medium",
  controls: { cdkNag: ["AwsSolutions-SNS3"] },
  remediationSteps:
    'Declare a TopicPolicy that denies "sns:Publish" to principal "*", with the single condition Bool aws:SecureTransport "false".',
  stack: (stack, context) => {
    for (const topic of stack.ofType(...types.topic)) {
      const policies = siblingsOf(stack, topic, { types: types.topicPolicy, by: "arn", owner: ["arn", "id"] });
      requireTls(topic, policies.length > 0 ? policies : [topic], "sns:Publish", context);
    }
  },
  remediate: {
    types: types.topicPolicy,
    does: "adds the statement to a TopicPolicy that is known",
    apply: (props) => {
      const policy = withTlsStatement(props["policy"], "sns:Publish");
      if (policy !== undefined) props["policy"] = policy;
    },
  },
});
