import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

import { decodeEventKey, type S3Event } from "../../handlers/contract";

/** An upload whose event was not processed after all retries. */
export interface DeadLetter {
  readonly key: string;
  readonly versionId?: string;
  readonly message: string;
}

/** Most calls to the queue; each returns up to ten messages. */
const MAX_RECEIVES = 100;

/** Hides a message just long enough for the following calls to return others. */
const VISIBILITY_TIMEOUT_SEC = 5;

/** Reads the uploads in a dead-letter queue without deleting their messages. */
export async function readDeadLetters(sqs: SQSClient, queueUrl: string): Promise<DeadLetter[]> {
  const letters = new Map<string, DeadLetter[]>();
  for (let call = 0; call < MAX_RECEIVES; call++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: VISIBILITY_TIMEOUT_SEC,
      }),
    );
    const unread = Messages.filter(({ MessageId }) => MessageId !== undefined && !letters.has(MessageId));
    if (unread.length === 0) break;
    for (const { MessageId = "", Body = "" } of unread) letters.set(MessageId, lettersIn(Body));
  }
  return [...letters.values()].flat();
}

/** The parts that are used of the message that Lambda sends to an on-failure destination. */
interface FailedInvocation {
  readonly requestPayload?: S3Event;
  readonly responsePayload?: { readonly errorMessage?: string; readonly errorType?: string };
  readonly requestContext?: { readonly condition?: string };
}

function lettersIn(body: string): DeadLetter[] {
  const { requestPayload, responsePayload, requestContext } = JSON.parse(body) as FailedInvocation;
  const { errorType = "Error", errorMessage = requestContext?.condition ?? "failed" } = responsePayload ?? {};
  const message = `${errorType}: ${errorMessage}`;
  return (requestPayload?.Records ?? []).map(({ s3: { object } }) => ({
    key: decodeEventKey(object.key),
    versionId: object.versionId,
    message,
  }));
}
