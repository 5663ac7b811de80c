import { join } from "node:path";

import { arn, type ServiceContext } from "../context";
import { AwsError } from "../http/aws-error";
import type { Caller } from "../iam/caller";
import type { Iam } from "../iam/iam";
import type { Kms } from "../kms/kms";
import { sqsKeyUser, useKey } from "../kms/use-key";
import { StateFile } from "../state-file";
import type { EventTarget, EventTargets, MessageAttributes, ServiceCaller } from "../targets";
import { checkAttributes, defaultAttributes, parseRedrivePolicy, type QueueAttributes } from "./attributes";
import { Queue, type QueueState } from "./queue";

/** What an action on an encrypted queue does with its key: a new data key is decrypted before it is used. */
const keyActions: Readonly<Record<string, readonly string[]>> = {
  "sqs:SendMessage": ["kms:GenerateDataKey", "kms:Decrypt"],
  "sqs:ReceiveMessage": ["kms:Decrypt"],
};

const noSuchQueue = () => new AwsError("QueueDoesNotExist", "The specified queue does not exist.");

/** Standard queues. FIFO queues are refused by name. */
export class Sqs implements EventTarget {
  private readonly queuesByName = new Map<string, Queue>();
  private readonly state: StateFile<QueueState[]>;
  private closed = false;

  constructor(
    private readonly cloud: ServiceContext,
    readonly iam: Iam,
    readonly kms: Kms,
    targets: EventTargets,
  ) {
    const file = join(cloud.dataDir, "sqs.json");
    for (const state of StateFile.read<QueueState[]>(file) ?? [])
      this.queuesByName.set(state.name, this.makeQueue(state));
    this.state = new StateFile(file, () => [...this.queuesByName.values()].map((queue) => queue.state));
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
      const same = Object.entries(attributes).every(([key, value]) => existing.state.attributes[key] === value);
      if (!same)
        throw new AwsError(
          "QueueNameExists",
          "A queue already exists with the same name and a different value for an attribute",
        );
      return existing;
    }
    const encryption: QueueAttributes =
      attributes.KmsMasterKeyId === undefined ? {} : { SqsManagedSseEnabled: "false" };
    const state = {
      name,
      createdAt: Date.now(),
      attributes: { ...defaultAttributes, ...encryption, ...attributes },
      tags,
      messages: [],
    };
    const queue = this.makeQueue(state);
    this.queuesByName.set(name, queue);
    this.changed();
    return queue;
  }

  setAttributes(name: string, attributes: QueueAttributes): void {
    checkAttributes(attributes);
    parseRedrivePolicy(attributes.RedrivePolicy);
    const { state } = this.queue(name);
    state.attributes = { ...state.attributes, ...attributes };
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
    this.changed();
    return Promise.resolve();
  }

  changed(): void {
    if (!this.closed) this.state.changed();
  }

  close(): void {
    this.state.flush();
    this.closed = true;
    for (const queue of this.queuesByName.values()) queue.wakeAll();
  }

  private makeQueue(state: QueueState): Queue {
    return new Queue(state, this.arn(state.name), ({ deadLetterTargetArn }, message) => {
      const target = this.queuesByName.get(deadLetterTargetArn.split(":").at(-1) ?? "");
      const deadLetterSource = this.arn(state.name);
      target?.add({ ...message, visibleAt: Date.now(), receiveCount: 0, deadLetterSource });
      return target !== undefined;
    });
  }
}
