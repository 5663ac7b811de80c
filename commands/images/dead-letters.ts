import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

import { decodeEventKey, type DeadLetter } from "../../handlers/contract";

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
      }),
    );
    const unread = Messages.filter(({ MessageId }) => MessageId !== undefined && !uploads.has(MessageId));
    if (unread.length === 0) break;
    for (const { MessageId = "", Body = "" } of unread) uploads.set(MessageId, uploadsIn(Body));
  }
  return [...uploads.values()].flat();
}

/** A failure that could not be recorded is in the queue as it came: nothing of it is known here. */
function uploadsIn(body: string): FailedUpload[] {
  const { event, reason } = JSON.parse(body) as Partial<DeadLetter>;
  return (event?.Records ?? []).map(({ s3: { object } }) => ({
    key: decodeEventKey(object.key),
    versionId: object.versionId,
    message: `${reason?.code ?? "Error"}: ${reason?.message ?? "failed"}`,
  }));
}
