import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** An upload whose processing failed for good. */
export interface DeadLetter {
  readonly key: string;
  readonly versionId?: string;
  readonly message: string;
}

/** How often the queue is asked at most; each answer has up to ten messages. */
const MAX_ROUNDS = 100;

/** Reads the uploads that wait in a dead-letter queue, and leaves them there. */
export async function readDeadLetters(sqs: SQSClient, queueUrl: string): Promise<DeadLetter[]> {
  const found = new Map<string, DeadLetter[]>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // Hidden just long enough that the next round brings others.
    const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 5 });
    const { Messages = [] } = await sqs.send(command);
    const fresh = Messages.filter(({ MessageId }) => MessageId !== undefined && !found.has(MessageId));
    if (fresh.length === 0) break;
    for (const { MessageId = "", Body = "" } of fresh) found.set(MessageId, lettersOf(Body));
  }
  return [...found.values()].flat();
}

interface FailedInvocation {
  readonly requestPayload?: {
    readonly Records?: readonly { readonly s3?: { readonly object?: { key?: string; versionId?: string } } }[];
  };
  readonly responsePayload?: { readonly errorMessage?: string; readonly errorType?: string };
  readonly requestContext?: { readonly condition?: string };
}

/** The message of a Lambda on-failure destination: the event it could not process, and why. */
function lettersOf(body: string): DeadLetter[] {
  const { requestPayload, responsePayload, requestContext } = JSON.parse(body) as FailedInvocation;
  const { errorType = "Error", errorMessage = requestContext?.condition ?? "failed" } = responsePayload ?? {};
  return (requestPayload?.Records ?? []).flatMap(({ s3 }) => {
    const key = s3?.object?.key;
    if (key === undefined) return [];
    const versionId = s3?.object?.versionId;
    return {
      key: decodeURIComponent(key.replaceAll("+", " ")),
      message: `${errorType}: ${errorMessage}`,
      ...(versionId !== undefined && { versionId }),
    };
  });
}
