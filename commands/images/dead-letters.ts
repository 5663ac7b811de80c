import { ReceiveMessageCommand, type Message, type SQSClient } from "@aws-sdk/client-sqs";

import { decodeEventKey } from "../../handlers/contract";
import { deadLetterIn, readableMessages } from "../operate/dead-letter-message";

/** An upload whose event was given up. */
export interface FailedUpload {
  readonly key: string;
  readonly versionId?: string;
  readonly message: string;
}

/** Most calls to the queue; each returns up to ten messages. */
const MAX_RECEIVES = 100;

/** Hides a message just long enough for the following calls to return others. */
const VISIBILITY_TIMEOUT_SEC = 5;

/** Reads the uploads in a dead-letter queue without deleting their messages. */
export async function readFailedUploads(sqs: SQSClient, queueUrl: string): Promise<FailedUpload[]> {
  const uploads = new Map<string, FailedUpload[]>();
  for (let call = 0; call < MAX_RECEIVES; call++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: VISIBILITY_TIMEOUT_SEC,
        ...readableMessages,
      }),
    );
    const unread = Messages.filter(({ MessageId }) => MessageId !== undefined && !uploads.has(MessageId));
    if (unread.length === 0) break;
    for (const message of unread) uploads.set(message.MessageId ?? "", uploadsIn(message));
  }
  return [...uploads.values()].flat();
}

function uploadsIn(message: Message): FailedUpload[] {
  const letter = deadLetterIn(message);
  return (letter?.event.Records ?? []).map(({ s3: { object } }) => ({
    key: decodeEventKey(object.key),
    versionId: object.versionId,
    message: `${letter?.reason.code}: ${letter?.reason.message}`,
  }));
}
