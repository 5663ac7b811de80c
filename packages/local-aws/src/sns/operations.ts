import { AwsError } from "../http/aws-error";
import type { XmlNode } from "../http/xml";
import type { Caller } from "../iam/caller";
import type { SnsMessageAttributes } from "./filter";
import type { Sns, Topic } from "./sns";

type Operation = (sns: Sns, input: URLSearchParams, caller: Caller) => XmlNode;

/** The topic that a request names. @throws AwsError `NotFound`, `AuthorizationError`. */
function allowed(sns: Sns, input: URLSearchParams, caller: Caller, action: string): Topic {
  const topic = sns.topic(input.get("TopicArn") ?? input.get("TargetArn") ?? "");
  sns.authorize(caller, action, topic);
  return topic;
}

/** Reads `MessageAttributes.entry.N.Name` and `.Value…` of the query protocol. */
function messageAttributes(input: URLSearchParams): SnsMessageAttributes {
  const attributes: Record<string, { DataType: string; StringValue?: string }> = {};
  for (let i = 1; ; i++) {
    const prefix = `MessageAttributes.entry.${i}`;
    const name = input.get(`${prefix}.Name`);
    if (name === null) return attributes;
    const DataType = input.get(`${prefix}.Value.DataType`) ?? "String";
    attributes[name] = { DataType, StringValue: input.get(`${prefix}.Value.StringValue`) ?? undefined };
  }
}

/** The SNS API by operation. */
export const snsOperations: Readonly<Record<string, Operation>> = {
  ListTopics: (sns) => ({ Topics: { member: [...sns.topics.values()].map(({ arn }) => ({ TopicArn: arn })) } }),
  GetTopicAttributes: (sns, input, caller) => {
    const topic = allowed(sns, input, caller, "sns:GetTopicAttributes");
    const attributes = {
      TopicArn: topic.arn,
      DisplayName: topic.displayName,
      Policy: topic.policy ?? "",
      KmsMasterKeyId: topic.kmsKeyId ?? "",
    };
    const entry = Object.entries(attributes).filter(([, value]) => value !== "");
    return { Attributes: { entry: entry.map(([key, value]) => ({ key, value })) } };
  },
  ListSubscriptionsByTopic: (sns, input, caller) => {
    const topic = allowed(sns, input, caller, "sns:ListSubscriptionsByTopic");
    const member = sns.of(topic.arn).map((subscription) => ({
      SubscriptionArn: subscription.pending ? "PendingConfirmation" : subscription.arn,
      TopicArn: topic.arn,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
    }));
    return { Subscriptions: { member } };
  },
  Subscribe: (sns, input, caller) => {
    const topic = allowed(sns, input, caller, "sns:Subscribe");
    const subscription = sns.subscribe(topic.arn, input.get("Protocol") ?? "", input.get("Endpoint") ?? "");
    return { SubscriptionArn: subscription.pending ? "pending confirmation" : subscription.arn };
  },
  Unsubscribe: (sns, input, caller) => {
    const subscriptionArn = input.get("SubscriptionArn") ?? "";
    const subscription = sns.subscriptions.get(subscriptionArn);
    if (subscription !== undefined) sns.authorize(caller, "sns:Unsubscribe", sns.topic(subscription.topicArn));
    sns.unsubscribe(subscriptionArn);
    return {};
  },
  Publish: (sns, input, caller) => {
    const topic = allowed(sns, input, caller, "sns:Publish");
    const message = input.get("Message");
    if (message === null || message === "") throw new AwsError("InvalidParameter", "Invalid parameter: Empty message");
    const subject = input.get("Subject") ?? undefined;
    return { MessageId: sns.publish(topic.arn, { message, subject, attributes: messageAttributes(input) }) };
  },
};
