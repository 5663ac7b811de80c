import { randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { deliver } from "../event-bridge/delivery";
import { matchesPattern } from "../event-bridge/pattern";
import { AwsError, errorMessage } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { Kms } from "../kms/kms";
import type { EventTarget, EventTargets, MessageAttributes, ServiceCaller } from "../targets";
import { functionEvent, notificationJson } from "./envelope";
import type { Message, RecordedMail, Subscription, Topic } from "./types";
import { checkSubscription, postToLoopback } from "./subscription";

/** Largest message, in bytes. */
const maxMessageBytes = 256 * 1024;
/** Messages that are kept to be looked at. */
const maxKept = 1000;

const principal = "sns.amazonaws.com";

/** What is published besides the message itself. */
export interface PublishOptions {
  readonly subject?: string;
  readonly attributes?: MessageAttributes;
}

/** Topics, their subscriptions, and what was published. */
export class Sns implements EventTarget {
  readonly topics = new Map<string, Topic>();
  readonly subscriptions = new Map<string, Subscription>();
  /** The last messages of all topics, the newest last. */
  readonly messages: Message[] = [];
  /** The last e-mails and text messages that would have been sent, the newest last. */
  readonly mail: RecordedMail[] = [];
  readonly #abort = new AbortController();

  constructor(
    readonly cloud: ServiceContext,
    private readonly iam: Iam,
    private readonly kms: Kms,
    private readonly targets: EventTargets,
  ) {}

  /** The policy that a topic gets if none is given: the account's own. */
  defaultPolicy(topicArn: string): string {
    const statement = {
      Sid: "__default_statement_ID",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: ["sns:GetTopicAttributes", "sns:SetTopicAttributes", "sns:Subscribe", "sns:Publish"],
      Resource: topicArn,
      Condition: { StringEquals: { "aws:PrincipalAccount": this.cloud.accountId } },
    };
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  }

  arnOf(name: string): string {
    return arn(this.cloud, "sns", name);
  }

  /** Creates a topic, or changes it; its subscriptions stay. @throws AwsError `InvalidParameter`. */
  putTopic(topic: Topic): Topic {
    if (!/^[\w-]{1,256}$/.test(topic.name)) {
      throw new AwsError("InvalidParameter", `Invalid parameter: Topic Name: "${topic.name}"`);
    }
    this.iam.policy(topic.policy, "resource");
    if (topic.kmsKeyId !== undefined) this.kms.arnOf(topic.kmsKeyId);
    this.topics.set(topic.arn, topic);
    return topic;
  }

  /** @throws AwsError `NotFound`. */
  topic(topicArn: string): Topic {
    const topic = this.topics.get(topicArn);
    if (topic === undefined) throw new AwsError("NotFound", `Topic does not exist: ${topicArn}`, 404);
    return topic;
  }

  /** Deletes a topic and its subscriptions. */
  deleteTopic(topicArn: string): void {
    this.topics.delete(topicArn);
    for (const [key, { topicArn: of }] of this.subscriptions) if (of === topicArn) this.subscriptions.delete(key);
  }

  /** @throws AwsError `NotFound`, `InvalidParameter`. */
  subscribe(spec: Omit<Subscription, "arn">): Subscription {
    const { arn: topicArn } = this.topic(spec.topicArn);
    checkSubscription(spec);
    const subscription = { ...spec, arn: `${topicArn}:${randomUUID()}` };
    this.subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return [...this.subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);
  }

  /**
   * Publishes, and delivers in the background.
   *
   * @returns the message's id.
   * @throws AwsError `NotFound`, `AuthorizationError`, `KMSAccessDenied`, `InvalidParameter`.
   */
  publish(topicArn: string, message: string, as: Caller, { subject, attributes = {} }: PublishOptions = {}): string {
    const topic = this.topic(topicArn);
    this.#authorize(topic, as);
    if (message === "") throw new AwsError("InvalidParameter", "Invalid parameter: Empty message");
    if (Buffer.byteLength(message) > maxMessageBytes) {
      throw new AwsError("InvalidParameter", "Invalid parameter: Message too long");
    }
    const published = { messageId: randomUUID(), topicArn, subject, message, attributes, publishedAt: Date.now() };
    keep(this.messages, published);
    const { messageId } = published;
    this.cloud.events.emit("message", { topicArn, messageId, subject, message });
    for (const subscription of this.subscriptionsOf(topicArn)) {
      if (fits(subscription, published)) {
        void this.cloud.work.track(() => this.#deliver(subscription, published));
      }
    }
    return messageId;
  }

  /** See {@link EventTarget}. */
  refusal(topicArn: string, source: ServiceCaller): string | undefined {
    try {
      this.#authorize(this.topic(topicArn), source);
      return undefined;
    } catch (error) {
      return errorMessage(error);
    }
  }

  /** See {@link EventTarget}. */
  deliver(topicArn: string, payload: string, source: ServiceCaller, attributes?: MessageAttributes): Promise<void> {
    this.publish(topicArn, payload, source, { attributes });
    return Promise.resolve();
  }

  /** Gives up what is still being delivered. */
  close(): void {
    this.#abort.abort();
  }

  #authorize(topic: Topic, as: Caller): void {
    const resourcePolicy = this.iam.policy(topic.policy, "resource");
    const access = { action: "sns:Publish", resource: topic.arn, resourcePolicy };
    this.iam.authorize(as, access, "AuthorizationError", 403);
    if (topic.kmsKeyId === undefined) return;
    const keyArn = this.kms.arnOf(topic.kmsKeyId);
    if (keyArn.includes(":alias/aws/") && as.kind === "service") {
      const why = `${as.principal} cannot use ${keyArn}: publishing services need a customer managed key`;
      throw new AwsError("KMSAccessDenied", why, 400);
    }
    for (const action of ["kms:GenerateDataKey", "kms:Decrypt"]) {
      try {
        this.kms.authorize(this.iam, as, keyArn, action);
      } catch (error) {
        throw new AwsError("KMSAccessDenied", errorMessage(error), 400);
      }
    }
  }

  async #deliver(subscription: Subscription, message: Message): Promise<void> {
    const attempt = () => this.#send(subscription, message);
    const failure = await deliver(attempt, { maximumRetryAttempts: 3 }, this.#abort.signal);
    if (failure === undefined || this.#abort.signal.aborted) return;
    const why = `${subscription.arn}: ${failure.code}: ${failure.message}`;
    this.cloud.events.emit("fault", { service: "sns", message: why });
    const { deadLetterArn } = subscription;
    if (deadLetterArn === undefined) return;
    await this.#sendTo(deadLetterArn, notificationJson(message, subscription), subscription).catch((error: unknown) =>
      this.cloud.events.emit("fault", { service: "sns", message: `dead-letter queue: ${errorMessage(error)}` }),
    );
  }

  async #send(subscription: Subscription, message: Message): Promise<void> {
    const { protocol, endpoint, rawMessageDelivery } = subscription;
    const body = rawMessageDelivery ? message.message : notificationJson(message, subscription);
    switch (protocol) {
      case "sqs":
        return await this.#sendTo(endpoint, body, subscription, rawMessageDelivery ? message.attributes : undefined);
      case "lambda":
        return await this.#sendTo(endpoint, functionEvent(message, subscription), subscription);
      case "http":
      case "https":
        return await postToLoopback(endpoint, body, message, subscription);
      default:
        keep(this.mail, { protocol, endpoint, message });
    }
  }

  async #sendTo(
    targetArn: string,
    body: string,
    { topicArn }: Subscription,
    attributes?: MessageAttributes,
  ): Promise<void> {
    const as: ServiceCaller = {
      kind: "service",
      principal,
      sourceArn: topicArn,
      sourceAccount: this.cloud.accountId,
    };
    const target = this.targets.find(targetArn);
    const reason = target === undefined ? "there is no such target" : target.refusal(targetArn, as);
    if (reason !== undefined) throw new AwsError("AuthorizationError", reason, 403);
    await target?.deliver(targetArn, body, as, attributes);
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > maxKept) list.shift();
}

function fits({ filterPolicy, filterPolicyScope }: Subscription, { message, attributes }: Message): boolean {
  if (filterPolicy === undefined) return true;
  if (filterPolicyScope === "MessageAttributes") return matchesPattern(filterPolicy, attributes);
  try {
    const body: unknown = JSON.parse(message);
    return typeof body === "object" && body !== null && matchesPattern(filterPolicy, body as Record<string, unknown>);
  } catch {
    return false;
  }
}
