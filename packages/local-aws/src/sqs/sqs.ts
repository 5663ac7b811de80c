import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { Kms } from "../kms/kms";
import { sqsKeyUser, useKey } from "../kms/use-key";
import type { StateDocument, StateTable } from "../state/state-store";
import type { EventTarget, EventTargets, MessageAttributes, ServiceCaller } from "../targets";
import { checkAttributes, defaultAttributes, parseRedrivePolicy, type QueueAttributes } from "./attributes";
import { messageKey, queueOfMessageKey } from "../state/record-keys";
import type { QueuedMessage } from "./message";
import { Queue, type QueueSettings } from "./queue";

/** What an action on an encrypted queue does with its key: a new data key is decrypted before it is used. */
const keyActions: Readonly<Record<string, readonly string[]>> = {
  "sqs:SendMessage": ["kms:GenerateDataKey", "kms:Decrypt"],
  "sqs:ReceiveMessage": ["kms:Decrypt"],
};

const noSuchQueue = () => new AwsError("QueueDoesNotExist", "The specified queue does not exist.");

/** Standard queues. FIFO queues are refused by name. */
export class Sqs implements EventTarget {
  private readonly queuesByName = new Map<string, Queue>();
  private readonly settings: StateDocument;
  private readonly messages: StateTable<QueuedMessage>;

  constructor(
    private readonly cloud: ServiceContext,
    readonly iam: Iam,
    readonly kms: Kms,
    targets: EventTargets,
  ) {
    const { state } = cloud;
    this.messages = state.table("sqs-messages");
    this.settings = state.document("sqs", () => this.queues().map((queue) => queue.settings));
    for (const one of state.read<QueueSettings[]>("sqs") ?? []) this.queuesByName.set(one.name, this.makeQueue(one));
    this.restore();
    targets.register("sqs", this);
  }

  /**
   * @throws AwsError `QueueAlreadyExists`, `InvalidParameterValue`, `InvalidAttributeName`, `InvalidAttributeValue`.
   */
  createQueue(name: string, attributes: QueueAttributes, tags: Readonly<Record<string, string>> = {}): Queue {
    if (name.endsWith(".fifo"))
      throw new AwsError("UnsupportedOperation", "The embedded SQS has standard queues only, no FIFO queues.");
    if (!/^[\w-]{1,80}$/.test(name)) {
      throw new AwsError(
        "InvalidParameterValue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    }
    checkAttributes(attributes);
    parseRedrivePolicy(attributes.RedrivePolicy);
    const existing = this.queuesByName.get(name);
    if (existing !== undefined) {
      const same = Object.entries(attributes).every(([key, value]) => existing.settings.attributes[key] === value);
      if (!same)
        throw new AwsError(
          "QueueNameExists",
          "A queue already exists with the same name and a different value for an attribute",
        );
      return existing;
    }
    const encryption: QueueAttributes =
      attributes.KmsMasterKeyId === undefined ? {} : { SqsManagedSseEnabled: "false" };
    const settings = {
      name,
      createdAt: Date.now(),
      attributes: { ...defaultAttributes, ...encryption, ...attributes },
      tags,
    };
    const queue = this.makeQueue(settings);
    this.queuesByName.set(name, queue);
    this.changed();
    return queue;
  }

  setAttributes(name: string, attributes: QueueAttributes): void {
    checkAttributes(attributes);
    parseRedrivePolicy(attributes.RedrivePolicy);
    const { settings } = this.queue(name);
    settings.attributes = { ...settings.attributes, ...attributes };
    this.changed();
  }

  deleteQueue(name: string): void {
    this.queue(name).purge();
    this.queuesByName.delete(name);
    this.changed();
  }

  /** A queue by its name, URL or ARN. @throws AwsError `QueueDoesNotExist`. */
  queue(nameOrUrl: string): Queue {
    const queue = this.queuesByName.get(nameOrUrl.replace(/^(.*[/:])/, ""));
    if (queue === undefined) throw noSuchQueue();
    return queue;
  }

  has(name: string): boolean {
    return this.queuesByName.has(name);
  }

  queues(): Queue[] {
    return [...this.queuesByName.values()];
  }

  url(name: string): string {
    return `${this.cloud.endpoint()}/${this.cloud.accountId}/${name}`;
  }

  arn(name: string): string {
    return arn(this.cloud, "sqs", name);
  }

  /** Authorizes an action by the caller's policies. @throws AwsError `AccessDenied`. */
  allow(caller: Caller, action: string, resource: string): void {
    this.iam.authorize(caller, { action, resource });
  }

  /** Authorizes an action by the caller's, the queue's and its key's policies. @throws AwsError `AccessDenied`. */
  authorize(caller: Caller, action: string, queue: Queue): void {
    const policy = queue.attribute("Policy");
    const resourcePolicy = policy === undefined ? undefined : this.iam.policy(policy, "resource");
    this.iam.authorize(caller, { action, resource: queue.arn, resourcePolicy });
    const key = queue.attribute("KmsMasterKeyId");
    if (key === undefined) return;
    const actions = Object.hasOwn(keyActions, action) ? keyActions[action] : undefined;
    if (actions !== undefined) useKey(this, caller, sqsKeyUser, { keyArn: this.kms.arnOf(key), actions });
  }

  refusal(queueArn: string, source: Caller): string | undefined {
    const name = queueArn.split(":").at(-1) ?? "";
    if (!this.has(name)) return "the queue does not exist";
    try {
      this.authorize(source, "sqs:SendMessage", this.queue(name));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  deliver(queueArn: string, payload: string, source: ServiceCaller, attributes: MessageAttributes = {}): Promise<void> {
    const given = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        typeof value === "string" ? { DataType: "String", StringValue: value } : value,
      ]),
    );
    this.queue(queueArn.split(":").at(-1) ?? "").send(payload, given, source.principal);
    return Promise.resolve();
  }

  /** Keeps the settings of every queue, after a change. */
  changed(): void {
    this.settings.changed();
  }

  close(): void {
    for (const queue of this.queuesByName.values()) queue.wakeAll();
  }

  private restore(): void {
    const byQueue = new Map<string, QueuedMessage[]>();
    for (const [key, message] of this.messages.takeSaved()) {
      const name = queueOfMessageKey(key);
      const messages = byQueue.get(name) ?? [];
      messages.push(message);
      byQueue.set(name, messages);
    }
    for (const [name, messages] of byQueue) {
      this.queuesByName.get(name)?.restore(messages.sort((a, b) => a.sentAt - b.sentAt));
    }
  }

  private makeQueue(settings: QueueSettings): Queue {
    const { name } = settings;
    return new Queue(settings, this.arn(name), {
      redrive: ({ deadLetterTargetArn }, message) => {
        const target = this.queuesByName.get(deadLetterTargetArn.split(":").at(-1) ?? "");
        const fresh = { visibleAt: Date.now(), receiveCount: 0, receiptHandle: undefined, isPolled: false };
        target?.add({ ...message, ...fresh, deadLetterSource: this.arn(name) });
        return target !== undefined;
      },
      keep: (message) => this.messages.put(messageKey(name, message), message),
      forget: (message) => this.messages.delete(messageKey(name, message)),
    });
  }
}
