import { md5, systemAttributes, type QueuedMessage } from "../sqs/message";

/** What a batch of messages comes from. */
interface BatchSource {
  readonly queueArn: string;
  readonly region: string;
}

/** The event that a function gets for a batch ("Using Lambda with Amazon SQS" in the developer guide). */
export function sqsEvent(messages: readonly QueuedMessage[], { queueArn, region }: BatchSource): object {
  return {
    Records: messages.map((message) => ({
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: systemAttributes(message),
      messageAttributes: Object.fromEntries(
        Object.entries(message.messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            ...(StringValue !== undefined && { stringValue: StringValue }),
            ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
            stringListValues: [],
            binaryListValues: [],
            dataType: DataType,
          },
        ]),
      ),
      md5OfBody: md5(message.body),
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

/**
 * The messages of a batch that a function's response reports as failed. All of them, where the response is not one: an
 * identifier that is missing, empty or none of the batch's ("Success and failure conditions", "Implementing partial
 * batch responses" in the developer guide).
 */
export function failedItems(payload: string, messages: readonly QueuedMessage[]): readonly QueuedMessage[] {
  let response: unknown;
  try {
    response = JSON.parse(payload);
  } catch {
    return messages;
  }
  const failures = (response as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return messages;
  const failed = failures.map((failure) => {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    return messages.find(({ messageId }) => messageId === id);
  });
  return failed.every((message) => message !== undefined) ? failed : messages;
}
