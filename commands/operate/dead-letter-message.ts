import type { Message, ReceiveMessageCommandInput } from "@aws-sdk/client-sqs";

import { readDeadLetter, type DeadLetter } from "../../handlers/contract";

/** What to ask SQS for beside the body, so that `deadLetterIn` can read a message. */
export const readableMessages = {
  MessageSystemAttributeNames: ["SentTimestamp", "DeadLetterQueueSourceArn"],
  MessageAttributeNames: ["All"],
} satisfies Partial<ReceiveMessageCommandInput>;

/** The dead letter in a message of the dead-letter queue, whatever shape it came in; undefined: it holds no event. */
export function deadLetterIn({ Body: body = "", Attributes, MessageAttributes = {} }: Message): DeadLetter | undefined {
  const texts = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue] as const);
  const sourceQueueArn = Attributes?.DeadLetterQueueSourceArn;
  // What is no dead letter yet was sent here when its event was given up.
  const sentAt = new Date(Number(Attributes?.SentTimestamp ?? 0));
  return readDeadLetter({ body, sourceQueueArn, texts: Object.fromEntries(texts) }, sentAt);
}
