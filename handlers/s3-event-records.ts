import { asNotification, type ObjectEvent } from "./contract/object-event";
import { decodeEventKey, type S3Event, type S3EventRecord } from "./contract/s3-events";
import type { Connections } from "./ports";
import type { Edge } from "./ports/edge";
import { comparableSequencer, type Upload } from "./upload";

/** The part that is used of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

/**
 * Processes the records of an event one after the other. A failure does not stop the remaining records; it is thrown
 * after the last one, so that Lambda retries the event, and keeps it as a dead letter when it never succeeds. What a
 * record has changed is invalidated at the edge when its outcome is recorded, also where it has failed half-way.
 */
export async function forEachRecord(
  { telemetry, edge }: Pick<Connections, "telemetry" | "edge">,
  event: S3Event | ObjectEvent,
  context: InvocationContext,
  handle: (upload: Upload) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  telemetry.begin(context.awsRequestId);
  for (const record of asNotification(event).Records ?? []) {
    try {
      await handled(edge, () => handle(readUpload(record)));
    } catch (error) {
      failures.push(error);
    }
  }
  telemetry.flush();
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} records failed`);
  if (failures.length === 1) throw failures[0];
}

async function handled(edge: Edge, handle: () => Promise<void>): Promise<void> {
  try {
    await handle();
  } finally {
    await edge.flush();
  }
}

/** The upload that a record of an event names. */
export function readUpload(record: S3EventRecord): Upload {
  const { bucket, object } = record.s3;
  const key = decodeEventKey(object.key);
  // An unversioned bucket's events have an empty or "null" version, which cannot be read by that name.
  const versioned = object.versionId && object.versionId !== "null";
  return {
    ref: { bucket: bucket.name, key, ...(versioned ? { versionId: object.versionId } : {}) },
    time: record.eventTime,
    sequencer: comparableSequencer(object.sequencer),
    ...(record.backfill ? { backfill: record.backfill } : {}),
  };
}
