import { createHash } from "node:crypto";

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
  /** True if a function's event source mapping has received it. */
  isPolled?: boolean;
}

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
