import type { DeadLetter } from "./contract/dead-letter";
import type { S3EventRecord } from "./contract/s3-events";
import { deadLetterOf } from "./dead-letter";
import { failureRecord } from "./image-record";
import type { Connections } from "./ports";
import type { ObjectRef, ObjectStore } from "./ports/object-store";
import { forEachMessage, type BatchResponse, type QueueEvent } from "./queue-event";
import { refusalOf } from "./refusal";
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

async function recordFailure(deps: RecordFailureDeps, letter: DeadLetter, record: S3EventRecord): Promise<void> {
  // The record of an image says how its processing ended, not its removal.
  if (!deps.records.enabled || !record.eventName.startsWith("ObjectCreated:")) return;
  const upload = readUpload(record);
  if (await exists(deps.store, upload.ref)) await deps.records.put(failureRecord(deps, upload, letter));
}

/** Of an image that was removed meanwhile, nothing is left to be recorded. */
async function exists(store: ObjectStore, ref: ObjectRef): Promise<boolean> {
  try {
    (await store.open(ref)).discard();
    return true;
  } catch (error) {
    if (refusalOf(error)?.reason === "SOURCE_GONE") return false;
    throw error;
  }
}
