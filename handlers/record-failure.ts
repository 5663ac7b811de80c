import type { DeadLetter } from "./contract/dead-letter";
import type { S3EventRecord } from "./contract/s3-events";
import { isCurrent } from "./current-version";
import { readDeadLetter } from "./contract/read-dead-letter";
import { failureRecord } from "./image-record";
import type { Connections } from "./ports";
import { forEachMessage, type BatchResponse, type QueueEvent, type QueueMessage } from "./queue-event";
import { readUpload, type InvocationContext } from "./s3-event-records";

type RecordFailureDeps = Pick<
  Connections,
  "settings" | "store" | "records" | "telemetry" | "deadLetterQueue" | "imageId"
>;

/**
 * The function behind the queue of failures: a record says of each image that it has failed, then the dead letter goes
 * where operators see it. A message that this fails for comes back, and in the end is kept there as it is.
 */
export function makeRecordFailure(
  deps: RecordFailureDeps,
): (event: QueueEvent, context: InvocationContext) => Promise<BatchResponse> {
  return (event, context) => {
    deps.telemetry.begin(context.awsRequestId);
    return forEachMessage(deps.telemetry, event, async (message) => {
      const letter = deadLetterOf(message);
      for (const record of letter.event.Records ?? []) await recordFailure(deps, letter, record);
      await deps.deadLetterQueue.send(letter);
      return "done";
    });
  };
}

/** @throws Error for a message without an event of S3 */
function deadLetterOf({ messageId, body, attributes, messageAttributes }: QueueMessage): DeadLetter {
  const attributeTexts = Object.entries(messageAttributes).map(([name, value]) => [name, value?.stringValue] as const);
  const letter = readDeadLetter(
    { body, sourceQueueArn: attributes.DeadLetterQueueSourceArn, texts: Object.fromEntries(attributeTexts) },
    new Date(),
  );
  if (!letter) throw new Error(`message ${messageId} holds neither an event of S3 nor a failure of one`);
  return letter;
}

/**
 * States the failure of a version that its key shows, and of no other: what was replaced or removed has no outcome to
 * wait for. The bucket is looked at after each write, until it shows what the record says.
 */
async function recordFailure(deps: RecordFailureDeps, letter: DeadLetter, record: S3EventRecord): Promise<void> {
  // The record of an image says how its processing ended, not its removal.
  if (!deps.records.enabled || !record.eventName.startsWith("ObjectCreated:")) return;
  const upload = readUpload(record);
  const { ref } = upload;
  const failure = failureRecord(deps, upload, letter);
  const isShown = async () => isCurrent(await deps.store.current(ref.bucket, ref.key), ref);
  for (let shown = await isShown(); ;) {
    await (shown ? deps.records.put(failure) : deps.records.removeFailure(failure));
    const after = await isShown();
    if (after === shown) return;
    shown = after;
  }
}
