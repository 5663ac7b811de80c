import { randomBytes, randomUUID } from "node:crypto";

import { AwsError } from "../http/aws-error";
import { parseRedrivePolicy, type QueueAttributes, type RedrivePolicy } from "./attributes";
import type { MessageAttributes, QueuedMessage } from "./message";

export interface QueueSettings {
  readonly name: string;
  readonly createdAt: number;
  attributes: QueueAttributes;
  tags: Readonly<Record<string, string>>;
}

/** What a {@link Queue} works with. */
interface QueueDeps {
  /** Moves a message to the dead-letter queue. @returns false if that queue does not exist. */
  readonly redrive: (policy: RedrivePolicy, message: QueuedMessage) => boolean;
  /** Keeps a message for the next run, as it is now. */
  readonly keep: (message: QueuedMessage) => void;
  /** Keeps a message no longer. */
  readonly forget: (message: QueuedMessage) => void;
}

/** The characters that a message may have. */
const validCharacters = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** A standard queue. */
export class Queue {
  private readonly byId = new Map<string, QueuedMessage>();
  /** By receipt handle: the messages that have been received. */
  private readonly byHandle = new Map<string, QueuedMessage>();
  private waiters: (() => void)[] = [];
  private readonly watchers = new Set<() => void>();

  constructor(
    readonly settings: QueueSettings,
    readonly arn: string,
    private readonly deps: QueueDeps,
  ) {}

  /** Adds messages of the last run. Nobody works any more on what one of its functions was working on. */
  restore(messages: readonly QueuedMessage[]): void {
    for (const { isPolled, ...message } of messages) {
      const visibleAt = isPolled === true ? Math.min(message.visibleAt, Date.now()) : message.visibleAt;
      this.index({ ...message, visibleAt });
    }
  }

  get name(): string {
    return this.settings.name;
  }

  attribute(name: string): string | undefined {
    const value = this.settings.attributes[name];
    return value === "" ? undefined : value;
  }

  private number(name: string): number {
    return Number(this.attribute(name) ?? 0);
  }

  /** @throws AwsError `InvalidParameterValue` if the message is too long. */
  send(
    body: string,
    messageAttributes: MessageAttributes,
    senderId: string,
    delaySec = this.number("DelaySeconds"),
  ): QueuedMessage {
    const max = this.number("MaximumMessageSize");
    if (body === "") throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
    if (Buffer.byteLength(body) > max) {
      throw new AwsError(
        "InvalidParameterValue",
        `One or more parameters are invalid. Reason: Message must be shorter than ${max} bytes.`,
      );
    }
    if (!validCharacters.test(body)) {
      throw new AwsError(
        "InvalidMessageContents",
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
      );
    }
    const sentAt = Date.now();
    const message: QueuedMessage = {
      messageId: randomUUID(),
      body,
      messageAttributes,
      senderId,
      sentAt,
      visibleAt: sentAt + delaySec * 1000,
      receiveCount: 0,
    };
    this.add(message);
    return message;
  }

  add(message: QueuedMessage): void {
    this.index(message);
    this.deps.keep(message);
    this.wakeAll();
  }

  /** Calls `watcher` after every change of its messages, at once. @returns a function that ends it. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  get messages(): readonly QueuedMessage[] {
    return [...this.byId.values()];
  }

  get isEmpty(): boolean {
    return this.byId.size === 0;
  }

  /** When the next message can be received, in milliseconds since the epoch; Infinity if there is none. */
  get nextVisibleAt(): number {
    let next = Infinity;
    for (const { visibleAt } of this.byId.values()) next = Math.min(next, visibleAt);
    return next;
  }

  /** Milliseconds since the oldest message was sent; 0 without a message. */
  get oldestAgeMs(): number {
    let sentAt = Infinity;
    for (const message of this.byId.values()) sentAt = Math.min(sentAt, message.sentAt);
    return sentAt === Infinity ? 0 : Date.now() - sentAt;
  }

  /** Receives up to `max` visible messages, which become invisible for `visibilitySec`. */
  receive(max: number, visibilitySec = this.number("VisibilityTimeout"), isPolled = false): QueuedMessage[] {
    const now = Date.now();
    this.removeExpired(now);
    const policy = parseRedrivePolicy(this.attribute("RedrivePolicy"));
    const received: QueuedMessage[] = [];
    for (const message of this.byId.values()) {
      if (received.length >= max) break;
      if (message.visibleAt > now) continue;
      if (
        policy !== undefined &&
        message.receiveCount >= policy.maxReceiveCount &&
        this.deps.redrive(policy, message)
      ) {
        this.remove(message);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + visibilitySec * 1000;
      message.isPolled = isPolled;
      this.putHandle(message, randomBytes(48).toString("base64"));
      this.deps.keep(message);
      received.push(message);
    }
    return received;
  }

  /** Like {@link receive}, but waits up to `waitSec` for the first message. */
  async poll(
    max: number,
    visibilitySec: number | undefined,
    waitSec = this.number("ReceiveMessageWaitTimeSeconds"),
  ): Promise<QueuedMessage[]> {
    const until = Date.now() + waitSec * 1000;
    for (;;) {
      const received = this.receive(max, visibilitySec);
      const left = until - Date.now();
      if (received.length > 0 || left <= 0) return received;
      await this.changed(Math.max(1, Math.min(left, this.nextVisibleAt - Date.now())));
    }
  }

  /**
   * Deletes by receipt handle. An outdated handle has no effect, as in SQS.
   *
   * @throws AwsError `ReceiptHandleIsInvalid`.
   */
  delete(receiptHandle: string): void {
    if (receiptHandle.length < 32)
      throw new AwsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.", 404);
    const message = this.byHandle.get(receiptHandle);
    if (message !== undefined) this.remove(message);
  }

  /** @throws AwsError `MessageNotInflight`. */
  changeVisibility(receiptHandle: string, visibilitySec: number): void {
    const message = this.byHandle.get(receiptHandle);
    if (message === undefined || message.visibleAt <= Date.now()) {
      throw new AwsError("MessageNotInflight", "The message referred to isn't in flight.");
    }
    this.setVisibleAt(message, Date.now() + visibilitySec * 1000);
  }

  /** Leaves a part of the time for which a message is still hidden. An outdated handle has no effect. */
  shortenVisibility(receiptHandle: string, factor: number): void {
    const message = this.byHandle.get(receiptHandle);
    if (message === undefined) return;
    this.setVisibleAt(message, Date.now() + Math.max(0, message.visibleAt - Date.now()) * factor);
  }

  purge(): void {
    for (const message of this.messages) this.drop(message);
    this.wakeAll();
  }

  /** Ends all waits for messages. */
  wakeAll(): void {
    for (const wake of this.waiters.splice(0)) wake();
    for (const watcher of this.watchers) watcher();
  }

  /** Approximate numbers, by attribute name. */
  counts(): Record<string, string> {
    const now = Date.now();
    this.removeExpired(now);
    const { messages } = this;
    const hidden = messages.filter((message) => message.visibleAt > now);
    return {
      ApproximateNumberOfMessages: String(messages.length - hidden.length),
      ApproximateNumberOfMessagesNotVisible: String(hidden.filter((message) => message.receiveCount > 0).length),
      ApproximateNumberOfMessagesDelayed: String(hidden.filter((message) => message.receiveCount === 0).length),
    };
  }

  private removeExpired(now: number): void {
    const oldest = now - this.number("MessageRetentionPeriod") * 1000;
    for (const message of this.byId.values()) if (message.sentAt < oldest) this.drop(message);
  }

  private index(message: QueuedMessage): void {
    this.byId.set(message.messageId, message);
    if (message.receiptHandle !== undefined) this.byHandle.set(message.receiptHandle, message);
  }

  private putHandle(message: QueuedMessage, receiptHandle: string): void {
    if (message.receiptHandle !== undefined) this.byHandle.delete(message.receiptHandle);
    message.receiptHandle = receiptHandle;
    this.byHandle.set(receiptHandle, message);
  }

  private setVisibleAt(message: QueuedMessage, visibleAt: number): void {
    message.visibleAt = visibleAt;
    this.deps.keep(message);
    this.wakeAll();
  }

  private drop(message: QueuedMessage): void {
    this.byId.delete(message.messageId);
    if (message.receiptHandle !== undefined) this.byHandle.delete(message.receiptHandle);
    this.deps.forget(message);
  }

  private remove(message: QueuedMessage): void {
    this.drop(message);
    for (const watcher of this.watchers) watcher();
  }

  private changed(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.waiters.push(wake);
    });
  }
}
