import type { QueueEvent, QueueMessage } from "../../../handlers/queue-event";

/** A message of a test; the rest has defaults. */
export interface MessageSpec {
  readonly body: unknown;
  readonly id?: string;
  readonly receives?: number;
  /** Text attributes by name. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** ARN of the queue that has given it up. */
  readonly givenUpBy?: string;
}

/** The event that Lambda makes of a batch of messages. */
export function queueEvent(...messages: readonly MessageSpec[]): QueueEvent {
  return {
    Records: messages.map(({ body, id = "message-1", receives = 1, attributes = {}, givenUpBy }): QueueMessage => ({
      messageId: id,
      receiptHandle: `handle-${id}`,
      body: typeof body === "string" ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: String(receives),
        ...(givenUpBy === undefined ? {} : { DeadLetterQueueSourceArn: givenUpBy }),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: "String" }]),
      ),
    })),
  };
}
