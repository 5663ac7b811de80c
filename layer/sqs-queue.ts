import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { MessageQueue } from "../handlers/ports/message-queue";

/**
 * A queue in SQS.
 *
 * @param variable that holds the queue's URL, for the error of a function that was not given it
 */
export function sqsQueue(client: () => SQSClient, url: string | undefined, variable: string): MessageQueue {
  let connected: SQSClient | undefined;
  const connect = () => {
    if (url === undefined) throw new Error(`${variable} is not set: the function may not use this queue`);
    return { sqs: (connected ??= client()), url };
  };
  return {
    async send(message) {
      const { sqs, url: QueueUrl } = connect();
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
    },
    async postpone(receiptHandle, seconds) {
      const { sqs, url: QueueUrl } = connect();
      await sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }),
      );
    },
  };
}
