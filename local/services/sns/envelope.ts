import type { Message, Subscription } from "./types";

const attributeList = (message: Message) =>
  Object.fromEntries(Object.entries(message.attributes).map(([name, Value]) => [name, { Type: "String", Value }]));

/** The JSON that a queue or an HTTP endpoint gets. The embedded run has no certificate: its signature says so. */
export function notificationJson(message: Message, subscription: Subscription): string {
  const attributes = attributeList(message);
  return JSON.stringify({
    Type: "Notification",
    MessageId: message.messageId,
    TopicArn: message.topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: message.message,
    Timestamp: new Date(message.publishedAt).toISOString(),
    SignatureVersion: "1",
    Signature: "not-signed",
    SigningCertURL: "",
    UnsubscribeURL: `?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  });
}

/** The event that a function gets. */
export function functionEvent(message: Message, subscription: Subscription): string {
  return JSON.stringify({
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: "Notification",
          MessageId: message.messageId,
          TopicArn: message.topicArn,
          Subject: message.subject ?? null,
          Message: message.message,
          Timestamp: new Date(message.publishedAt).toISOString(),
          SignatureVersion: "1",
          Signature: "not-signed",
          SigningCertUrl: "",
          UnsubscribeUrl: `?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
          MessageAttributes: attributeList(message),
        },
      },
    ],
  });
}
