import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { MessageQueue } from "../handlers/ports/message-queue";
import { clientOptions } from "./clients";

/**
 * A queue in SQS.
 *
 * @param variable that holds the queue's URL, for the error of a function that was not given it
 */
export function sqsQueue(url: string | undefined, variable: string): MessageQueue {
  const sqs = new SQSClient(clientOptions);
  const required = () => {
    if (url === undefined) throw new Error(`${variable} is not set: the function may not use this queue`);
    return url;
  };
  return {
    async send(message) {
      const QueueUrl = required();
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
    },
    async postpone(receiptHandle, seconds) {
      const QueueUrl = required();
      await sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }),
      );
    },
  };
}
