import type { Connections } from "./ports";
import { processUpload } from "./process-upload";
import { everyRecord, type InvocationContext } from "./records-of-event";
import { isFolderMarker, readUpload, type S3Event } from "./s3-event";

/** What processing a picture needs. */
export type ProcessImageDeps = Connections;

/** How many records of an event ended how. Lambda drops it; whoever invokes by hand reads it. */
export interface ProcessImageResult {
  readonly processed: number;
  readonly refused: number;
  /** Test events and folder markers. */
  readonly ignored: number;
}

/**
 * The function behind the upload trigger. Every record of the event is worked on by itself: a permanent refusal is
 * recorded and done with, and any other error is thrown once the remaining records have had their turn, so that
 * Lambda tries again.
 */
export function makeProcessImage(
  deps: ProcessImageDeps,
): (event: S3Event, context: InvocationContext) => Promise<ProcessImageResult> {
  return async (event, context) => {
    const counts = { processed: 0, refused: 0, ignored: 0 };
    await everyRecord(deps.telemetry, event, context, async (record) => {
      const upload = readUpload(record);
      counts[isFolderMarker(upload.ref.key) ? "ignored" : await processUpload(deps, upload)] += 1;
    });
    return event.Event === "s3:TestEvent" ? { ...counts, ignored: 1 } : counts;
  };
}
