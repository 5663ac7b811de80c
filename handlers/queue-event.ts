import type { Telemetry } from "./ports/telemetry";

/** The parts that are used of a message in the event that Lambda makes of a batch from a queue. */
export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: {
    /** A number. */
    readonly ApproximateReceiveCount: string;
    /** ARN of the queue that has given the message up; absent: it was sent to this one. */
    readonly DeadLetterQueueSourceArn?: string;
  };
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string } | undefined>>;
}

/** The event that Lambda makes of a batch from a queue. */
export interface QueueEvent {
  readonly Records: readonly QueueMessage[];
}

/** Which messages of a batch are not done: they come back, the others are deleted. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Handles the messages of a batch side by side. One that is not done, or fails, comes back without the others. */
export async function forEachMessage(
  telemetry: Telemetry,
  { Records }: QueueEvent,
  handle: (message: QueueMessage) => Promise<"done" | "again">,
): Promise<BatchResponse> {
  const ends = await Promise.all(
    Records.map(async (message) => {
      try {
        return await handle(message);
      } catch (error) {
        telemetry.problem(`message ${message.messageId} comes back`, error);
        return "again";
      }
    }),
  );
  const again = Records.filter((_, index) => ends[index] === "again");
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
