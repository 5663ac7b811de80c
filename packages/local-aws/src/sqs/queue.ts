import { createHash, randomBytes, randomUUID } from "node:crypto";

import { AwsError } from "../http/aws-error";
import { parseRedrivePolicy, type QueueAttributes, type RedrivePolicy } from "./attributes";

/** A message attribute. */
interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message in a queue. Times are milliseconds since the epoch. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: MessageAttributes;
  readonly senderId: string;
  readonly sentAt: number;
  /** ARN of the queue that has given it up. */
  readonly deadLetterSource?: string;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  receiptHandle?: string;
}

export interface QueueState {
  readonly name: string;
  readonly createdAt: number;
  attributes: QueueAttributes;
  tags: Readonly<Record<string, string>>;
  messages: QueuedMessage[];
}

/** The characters that a message may have. */
const validCharacters = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** MD5 of a message's body, which SDK clients verify. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** The attributes that SQS gives a message, by their names in the API. */
export function systemAttributes(message: QueuedMessage): Readonly<Record<string, string>> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? 0),
    ...(message.deadLetterSource !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSource }),
  };
}

/** A standard queue. */
export class Queue {
  private waiters: (() => void)[] = [];
  private readonly watchers = new Set<() => void>();

  constructor(
    readonly state: QueueState,
    readonly arn: string,
    /** Moves a message to the dead-letter queue. @returns false if that queue does not exist. */
    private readonly redrive: (policy: RedrivePolicy, message: QueuedMessage) => boolean,
  ) {}

  get name(): string {
    return this.state.name;
  }

  attribute(name: string): string | undefined {
    const value = this.state.attributes[name];
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
    this.state.messages.push(message);
    this.wakeAll();
  }

  /** Calls `watcher` after every change of its messages, at once. @returns a function that ends it. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  get isEmpty(): boolean {
    return this.state.messages.length === 0;
  }

  /** When the next message can be received, in milliseconds since the epoch; Infinity if there is none. */
  get nextVisibleAt(): number {
    return this.state.messages.reduce((next, { visibleAt }) => Math.min(next, visibleAt), Infinity);
  }

  /** Milliseconds since the oldest message was sent; 0 without a message. */
  get oldestAgeMs(): number {
    const sentAt = this.state.messages.reduce((oldest, message) => Math.min(oldest, message.sentAt), Infinity);
    return sentAt === Infinity ? 0 : Date.now() - sentAt;
  }

  /** Receives up to `max` visible messages, which become invisible for `visibilitySec`. */
  receive(max: number, visibilitySec = this.number("VisibilityTimeout")): QueuedMessage[] {
    const now = Date.now();
    this.removeExpired(now);
    const policy = parseRedrivePolicy(this.attribute("RedrivePolicy"));
    const received: QueuedMessage[] = [];
    for (const message of [...this.state.messages]) {
      if (received.length >= max) break;
      if (message.visibleAt > now) continue;
      if (policy !== undefined && message.receiveCount >= policy.maxReceiveCount && this.redrive(policy, message)) {
        this.remove(message);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.visibleAt = now + visibilitySec * 1000;
      message.receiptHandle = randomBytes(48).toString("base64");
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
    const message = this.byHandle(receiptHandle);
    if (message !== undefined) this.remove(message);
  }

  /** @throws AwsError `MessageNotInflight`. */
  changeVisibility(receiptHandle: string, visibilitySec: number): void {
    const message = this.byHandle(receiptHandle);
    if (message === undefined || message.visibleAt <= Date.now()) {
      throw new AwsError("MessageNotInflight", "The message referred to isn't in flight.");
    }
    message.visibleAt = Date.now() + visibilitySec * 1000;
    this.wakeAll();
  }

  /** Leaves a part of the time for which a message is still hidden. An outdated handle has no effect. */
  shortenVisibility(receiptHandle: string, factor: number): void {
    const message = this.byHandle(receiptHandle);
    if (message === undefined) return;
    message.visibleAt = Date.now() + Math.max(0, message.visibleAt - Date.now()) * factor;
    this.wakeAll();
  }

  purge(): void {
    this.state.messages = [];
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
    const { messages } = this.state;
    const hidden = messages.filter((message) => message.visibleAt > now);
    return {
      ApproximateNumberOfMessages: String(messages.length - hidden.length),
      ApproximateNumberOfMessagesNotVisible: String(hidden.filter((message) => message.receiveCount > 0).length),
      ApproximateNumberOfMessagesDelayed: String(hidden.filter((message) => message.receiveCount === 0).length),
    };
  }

  private removeExpired(now: number): void {
    const oldest = now - this.number("MessageRetentionPeriod") * 1000;
    this.state.messages = this.state.messages.filter((message) => message.sentAt >= oldest);
  }

  private byHandle(receiptHandle: string): QueuedMessage | undefined {
    return this.state.messages.find((message) => message.receiptHandle === receiptHandle);
  }

  private remove(message: QueuedMessage): void {
    this.state.messages = this.state.messages.filter((other) => other !== message);
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
