import { randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { AwsError, errorMessage } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { Kms } from "../kms/kms";
import { snsKeyUser, useKey } from "../kms/use-key";
import type { StateDocument } from "../state/state-store";
import type { EventTarget, EventTargets, ServiceCaller } from "../targets";
import { filterMatches, filterProblem } from "./filter";
import { attributesBytes, type SnsMessageAttributes } from "./message-attributes";

export interface Topic {
  readonly name: string;
  readonly arn: string;
  displayName: string;
  /** JSON text; undefined for the default policy, which grants access to the account. */
  policy: string | undefined;
  kmsKeyId: string | undefined;
  tags: Record<string, string>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  rawMessageDelivery: boolean;
  /** JSON text. */
  filterPolicy: string | undefined;
  /** E-mail subscriptions stay pending: the embedded SNS sends no mail. */
  readonly pending: boolean;
}

/** A published message. */
export interface Notification {
  readonly message: string;
  readonly subject?: string;
  readonly attributes: SnsMessageAttributes;
}

interface SnsState {
  readonly topics: readonly Topic[];
  readonly subscriptions: readonly Subscription[];
}

/** KMS does not learn for which rule EventBridge publishes: a key policy with these conditions lets no rule in. */
const withoutSource = { "aws:sourcearn": undefined, "aws:sourceaccount": undefined };
const isEventBridge = (caller: Caller) => caller.kind === "service" && caller.principal === "events.amazonaws.com";

/** Protocols of SNS that are not done here. */
const otherProtocols = ["http", "https", "sms", "application", "firehose"];

/** Largest message, its attributes included. */
const MAX_MESSAGE_BYTES = 262_144;

const notFound = (what: string) => new AwsError("NotFound", `${what} does not exist`, 404);
const invalid = (reason: string) => new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);

/** Topics and their subscriptions: queues, functions and, without delivery, e-mail addresses. */
export class Sns implements EventTarget {
  readonly topics = new Map<string, Topic>();
  readonly subscriptions = new Map<string, Subscription>();
  private readonly state: StateDocument;

  constructor(
    private readonly cloud: ServiceContext,
    readonly iam: Iam,
    readonly kms: Kms,
    private readonly targets: EventTargets,
  ) {
    const saved = cloud.state.read<SnsState>("sns");
    for (const topic of saved?.topics ?? []) this.topics.set(topic.arn, topic);
    for (const subscription of saved?.subscriptions ?? []) this.subscriptions.set(subscription.arn, subscription);
    this.state = cloud.state.document("sns", () => ({
      topics: [...this.topics.values()],
      subscriptions: [...this.subscriptions.values()],
    }));
    targets.register("sns", this);
  }

  /** Creates a topic, or returns the existing one of this name. @throws AwsError `InvalidParameter`. */
  createTopic(name: string): Topic {
    if (name.endsWith(".fifo")) throw invalid("the embedded SNS has standard topics only, no FIFO topics");
    if (!/^[\w-]{1,256}$/.test(name)) throw invalid("Topic Name");
    const topicArn = arn(this.cloud, "sns", name);
    const existing = this.topics.get(topicArn);
    if (existing !== undefined) return existing;
    const topic: Topic = { name, arn: topicArn, displayName: "", policy: undefined, kmsKeyId: undefined, tags: {} };
    this.topics.set(topicArn, topic);
    this.changed();
    return topic;
  }

  /** @throws AwsError `NotFound`. */
  topic(topicArn: string): Topic {
    const topic = this.topics.get(topicArn);
    if (topic === undefined) throw notFound("Topic");
    return topic;
  }

  configure(topicArn: string, change: Partial<Topic>): void {
    if (change.policy !== undefined) this.iam.policy(change.policy, "resource");
    Object.assign(this.topic(topicArn), change);
    this.changed();
  }

  deleteTopic(topicArn: string): void {
    this.topics.delete(topicArn);
    for (const subscription of this.of(topicArn)) this.subscriptions.delete(subscription.arn);
    this.changed();
  }

  of(topicArn: string): Subscription[] {
    return [...this.subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);
  }

  /** @throws AwsError `InvalidParameter`, `NotFound`. */
  subscribe(topicArn: string, protocol: string, endpoint: string, options: Partial<Subscription> = {}): Subscription {
    this.topic(topicArn);
    if (otherProtocols.includes(protocol)) throw invalid(`the embedded SNS does not have the protocol ${protocol}`);
    if (!["sqs", "lambda", "email", "email-json"].includes(protocol)) {
      throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
    }
    const isEmail = protocol.startsWith("email");
    if (protocol === "sqs" && !endpoint.startsWith("arn:")) throw invalid("SQS endpoint ARN");
    if (isEmail ? !endpoint.includes("@") : !endpoint.startsWith(`arn:aws:${protocol}:`))
      throw invalid(`Endpoint "${endpoint}"`);
    const problem = filterProblem(options.filterPolicy);
    if (problem !== undefined) throw invalid(`Attributes Reason: FilterPolicy: ${problem}`);
    const existing = this.of(topicArn).find((other) => other.protocol === protocol && other.endpoint === endpoint);
    if (existing !== undefined) {
      const { rawMessageDelivery = existing.rawMessageDelivery, filterPolicy = existing.filterPolicy } = options;
      if (rawMessageDelivery !== existing.rawMessageDelivery || filterPolicy !== existing.filterPolicy) {
        throw invalid("Attributes Reason: Subscription already exists with different attributes");
      }
      return existing;
    }
    const subscription: Subscription = {
      arn: `${topicArn}:${randomUUID()}`,
      topicArn,
      protocol,
      endpoint,
      rawMessageDelivery: options.rawMessageDelivery ?? false,
      filterPolicy: options.filterPolicy,
      pending: isEmail,
    };
    this.subscriptions.set(subscription.arn, subscription);
    this.changed();
    return subscription;
  }

  unsubscribe(subscriptionArn: string): void {
    this.subscriptions.delete(subscriptionArn);
    this.changed();
  }

  /** Publishes a message, without waiting for the deliveries. @returns the message identifier. */
  publish(topicArn: string, notification: Notification): string {
    this.topic(topicArn);
    const bytes = Buffer.byteLength(notification.message) + attributesBytes(notification.attributes);
    if (bytes > MAX_MESSAGE_BYTES) throw invalid("Message too long");
    const messageId = randomUUID();
    const { subject, message } = notification;
    this.cloud.events.emit("message", { topicArn, messageId, subject, message });
    for (const subscription of this.of(topicArn)) {
      if (subscription.pending || !filterMatches(subscription.filterPolicy, notification.attributes)) continue;
      void this.cloud.work.track(() => this.send(subscription, messageId, notification));
    }
    return messageId;
  }

  /**
   * Authorizes an action by the caller's, the topic's and its key's policies.
   *
   * @throws AwsError `AuthorizationError`, `KMSAccessDenied`, `KMSDisabled`, `KMSInvalidState`, `KMSNotFound`.
   */
  authorize(caller: Caller, action: string, topic: Topic): void {
    const resourcePolicy = topic.policy === undefined ? undefined : this.iam.policy(topic.policy, "resource");
    this.iam.authorize(caller, { action, resource: topic.arn, resourcePolicy }, "AuthorizationError");
    if (topic.kmsKeyId === undefined || action !== "sns:Publish") return;
    useKey(this, caller, snsKeyUser, {
      keyArn: this.kms.arnOf(topic.kmsKeyId),
      actions: ["kms:GenerateDataKey", "kms:Decrypt"],
      context: isEventBridge(caller) ? withoutSource : {},
    });
  }

  /** Authorizes an action on no topic in particular. @throws AwsError `AuthorizationError`. */
  allow(caller: Caller, action: string): void {
    this.iam.authorize(caller, { action, resource: "*" }, "AuthorizationError");
  }

  refusal(topicArn: string, source: Caller): string | undefined {
    const topic = this.topics.get(topicArn);
    if (topic === undefined) return "the topic does not exist";
    try {
      this.authorize(source, "sns:Publish", topic);
      return undefined;
    } catch (error) {
      return errorMessage(error);
    }
  }

  deliver(topicArn: string, payload: string): Promise<void> {
    this.publish(topicArn, { message: payload, attributes: {} });
    return Promise.resolve();
  }

  changed(): void {
    this.state.changed();
  }

  private async send(subscription: Subscription, messageId: string, notification: Notification): Promise<void> {
    const { endpoint, topicArn } = subscription;
    const source: ServiceCaller = {
      kind: "service",
      principal: "sns.amazonaws.com",
      sourceArn: topicArn,
      sourceAccount: this.cloud.accountId,
    };
    try {
      const target = this.targets.find(endpoint);
      const reason = target === undefined ? "the endpoint does not exist" : target.refusal(endpoint, source);
      if (reason !== undefined) throw new Error(reason);
      // Raw messages to a queue have their attributes beside them.
      const beside = subscription.protocol === "sqs" && subscription.rawMessageDelivery ? notification.attributes : {};
      await target?.deliver(endpoint, envelope(subscription, messageId, notification), source, beside);
    } catch (error) {
      this.cloud.events.emit("fault", {
        service: "sns",
        message: `the delivery to ${endpoint} failed: ${errorMessage(error)}`,
      });
    }
  }
}

function envelope(
  subscription: Subscription,
  messageId: string,
  { message, subject, attributes }: Notification,
): string {
  const { topicArn, protocol, rawMessageDelivery } = subscription;
  if (rawMessageDelivery) return message;
  const given = Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
    name,
    { Type: DataType, Value: StringValue },
  ]);
  const notification = {
    Type: "Notification",
    MessageId: messageId,
    TopicArn: topicArn,
    Subject: subject,
    Message: message,
    Timestamp: new Date().toISOString(),
    ...(given.length > 0 && { MessageAttributes: Object.fromEntries(given) as object }),
  };
  if (protocol === "sqs") return JSON.stringify(notification);
  return JSON.stringify({
    Records: [
      { EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: subscription.arn, Sns: notification },
    ],
  });
}
