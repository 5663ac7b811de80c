import type { QueueMessage } from "../../handlers/queue-event";
import type { Schedule } from "./schedule";

/** A message while a queue has it. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** Text attributes by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Name of the queue that has given it up; absent: it was sent to this one. */
  readonly givenUpBy?: string;
  receives: number;
  /** Who deals with it, while it is hidden from others. */
  heldBy?: string;
}

/** Probability that a message is handed out and is not hidden. */
const DUPLICATE = 0.03;

/** A standard queue of SQS: messages come in any order, at least once, and are hidden while somebody has them. */
export class ExploredQueue {
  private messages: readonly QueuedMessage[] = [];
  private sent = 0;

  /** @param givesUp how often a message is handed out before it is moved, and where to */
  constructor(
    readonly name: string,
    private readonly schedule: Schedule,
    private readonly givesUp?: { readonly receives: number; readonly to: ExploredQueue },
  ) {}

  get all(): readonly QueuedMessage[] {
    return this.messages;
  }

  /** How many can be received. */
  get visible(): number {
    return this.messages.filter(({ heldBy }) => heldBy === undefined).length;
  }

  /** @returns the message's id */
  send(body: string, more: Partial<Pick<QueuedMessage, "attributes" | "givenUpBy" | "receives">> = {}): string {
    const id = `${this.name}-${(this.sent += 1)}`;
    this.messages = [...this.messages, { id, body, attributes: {}, receives: 0, ...more }];
    return id;
  }

  /** A message at random, hidden until `by` deletes it, gives it back or is stopped. */
  receive(by: string): QueuedMessage | undefined {
    const visible = this.messages.filter(({ heldBy }) => heldBy === undefined);
    const message = visible[this.schedule.choose(visible.length)];
    if (!message) return undefined;
    if (this.givesUp && message.receives >= this.givesUp.receives) {
      const { id, body, attributes } = message;
      this.schedule.note(`${this.name}: ${id} is given up`);
      this.delete(id);
      this.givesUp.to.send(body, { attributes, givenUpBy: this.name });
      return undefined;
    }
    message.receives += 1;
    if (!this.schedule.happens(DUPLICATE)) message.heldBy = by;
    return message;
  }

  delete(id: string): void {
    this.messages = this.messages.filter((message) => message.id !== id);
  }

  /** Shows a message again. */
  show(id: string): void {
    for (const message of this.messages) if (message.id === id) delete message.heldBy;
  }

  /** Shows what somebody holds who has ended. */
  release(by: string): void {
    for (const message of this.messages) if (message.heldBy === by) delete message.heldBy;
  }
}

/** A message as Lambda hands it to a function. */
export function queueMessage({ id, body, attributes, givenUpBy, receives }: QueuedMessage): QueueMessage {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      ...(givenUpBy === undefined ? {} : { DeadLetterQueueSourceArn: arnOfQueue(givenUpBy) }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue }]),
    ),
  };
}

export function arnOfQueue(name: string): string {
  return `arn:aws:sqs:eu-central-1:123456789012:${name}`;
}
