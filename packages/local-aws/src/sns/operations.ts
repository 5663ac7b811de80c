import { AwsError } from "../http/aws-error";
import type { XmlNode } from "../http/xml";
import type { Caller } from "../iam/caller";
import { readMessageAttributes } from "./message-attributes";
import type { Sns, Subscription, Topic } from "./sns";

/** A subscription's ARN ends with its identifier. */
const SUBSCRIPTION = /:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Operation = (sns: Sns, input: URLSearchParams, caller: Caller) => XmlNode;

/** The topic that a request names. @throws AwsError `InvalidParameter`, `NotFound`, `AuthorizationError`. */
function allowed(sns: Sns, input: URLSearchParams, caller: Caller, action: string): Topic {
  const topicArn = input.get("TopicArn") ?? input.get("TargetArn") ?? "";
  checkArn("TopicArn", topicArn);
  const topic = sns.topic(topicArn);
  sns.authorize(caller, action, topic);
  return topic;
}

/** Parameters of Publish that are not done here. */
const unsupported = ["PhoneNumber", "MessageStructure", "MessageDeduplicationId", "MessageGroupId"];

/** Checks the form of an ARN. @throws AwsError `InvalidParameter`. */
function checkArn(name: string, arn: string): void {
  const elements = arn.split(":").length;
  if (elements >= 6) return;
  const reason = `An ARN must have at least 6 elements, not ${elements}`;
  throw new AwsError("InvalidParameter", `Invalid parameter: ${name} Reason: ${reason}`);
}

/** Reads `Attributes.entry.N.key` and `.value` of a subscription. @throws AwsError `InvalidParameter`. */
function subscriptionAttributes(input: URLSearchParams): Partial<Subscription> {
  let options: Partial<Subscription> = {};
  const invalid = (reason: string) =>
    new AwsError("InvalidParameter", `Invalid parameter: Attributes Reason: ${reason}`);
  for (let i = 1; ; i++) {
    const name = input.get(`Attributes.entry.${i}.key`);
    const value = input.get(`Attributes.entry.${i}.value`) ?? "";
    if (name === null) return options;
    if (name === "RawMessageDelivery") {
      if (!/^(true|false)$/i.test(value)) {
        throw invalid(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
      }
      options = { ...options, rawMessageDelivery: value.toLowerCase() === "true" };
    } else if (name === "FilterPolicy") options = { ...options, filterPolicy: value };
    else throw invalid(`the embedded SNS does not have the subscription attribute ${name}`);
  }
}

/** The SNS API by operation. */
export const snsOperations: Readonly<Record<string, Operation>> = {
  ListTopics: (sns, _, caller) => {
    sns.allow(caller, "sns:ListTopics");
    return { Topics: { member: [...sns.topics.values()].map(({ arn }) => ({ TopicArn: arn })) } };
  },
  GetTopicAttributes: (sns, input, caller) => {
    const topic = allowed(sns, input, caller, "sns:GetTopicAttributes");
    const attributes = {
      TopicArn: topic.arn,
      DisplayName: topic.displayName,
      Policy: topic.policy ?? "",
      KmsMasterKeyId: topic.kmsKeyId ?? "",
      Owner: topic.arn.split(":")[4] ?? "",
      SubscriptionsConfirmed: String(sns.of(topic.arn).filter(({ pending }) => !pending).length),
      SubscriptionsPending: String(sns.of(topic.arn).filter(({ pending }) => pending).length),
      SubscriptionsDeleted: "0",
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
    const options = subscriptionAttributes(input);
    const subscription = sns.subscribe(topic.arn, input.get("Protocol") ?? "", input.get("Endpoint") ?? "", options);
    const hidden = subscription.pending && input.get("ReturnSubscriptionArn") !== "true";
    return { SubscriptionArn: hidden ? "pending confirmation" : subscription.arn };
  },
  Unsubscribe: (sns, input, caller) => {
    const subscriptionArn = input.get("SubscriptionArn") ?? "";
    checkArn("SubscriptionArn", subscriptionArn);
    if (!SUBSCRIPTION.test(subscriptionArn)) {
      throw new AwsError("InvalidParameter", "Invalid parameter: SubscriptionId");
    }
    const subscription = sns.subscriptions.get(subscriptionArn);
    if (subscription !== undefined) sns.authorize(caller, "sns:Unsubscribe", sns.topic(subscription.topicArn));
    sns.unsubscribe(subscriptionArn);
    return {};
  },
  Publish: (sns, input, caller) => {
    const topic = allowed(sns, input, caller, "sns:Publish");
    const asked = unsupported.find((name) => input.has(name));
    if (asked !== undefined) {
      throw new AwsError("InvalidParameter", `The embedded SNS does not have the parameter ${asked} of Publish.`);
    }
    const message = input.get("Message");
    if (message === null || message === "") throw new AwsError("InvalidParameter", "Invalid parameter: Empty message");
    const subject = input.get("Subject") ?? undefined;
    if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) {
      throw new AwsError("InvalidParameter", "Invalid parameter: Subject");
    }
    return { MessageId: sns.publish(topic.arn, { message, subject, attributes: readMessageAttributes(input) }) };
  },
};
