import { defineRule } from "../../core/define-rule";
import { types } from "../../core/resource-types";

export const snsSubscriptionTls = defineRule({
  name: "sns-subscription-tls",
  description: "SNS delivers messages to HTTPS endpoints, and to none over HTTP.",
  why: "Messages, and the link that confirms or ends the subscription, cross the internet in plain text.",
  level: "mandatory",
  severity: "high",
  controls: { prowler: ["sns_subscription_not_using_http_endpoints"] },
  remediationSteps: 'Set protocol to "https", and an endpoint that begins with https://.',
  resource: {
    types: types.topicSubscription,
    check: (subscription, context) =>
      context.whenKnown(subscription, "protocol", (protocol) => {
        if (protocol === "http") context.violation(subscription, "delivers messages over HTTP");
      }),
  },
});
