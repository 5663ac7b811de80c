import { imageRecord, type Verdict } from "./image-record";
import { makeResults, readOriginal, type Progress } from "./picture";
import type { Connections, ImageOutcome } from "./ports";
import { refusalReason } from "./refusal";
import { isFolderMarker, readUpload, type S3Event, type Upload } from "./s3-event";

/** What processing a picture needs. */
export type ProcessImageDeps = Connections;

/** The part that is used of Lambda's context. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

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
    const failures: unknown[] = [];
    deps.telemetry.begin(context.awsRequestId);
    for (const record of event.Records ?? []) {
      try {
        const upload = readUpload(record);
        counts[isFolderMarker(upload.ref.key) ? "ignored" : await processUpload(deps, upload)] += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    deps.telemetry.flush();
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, `${failures.length} records failed`);
    return event.Event === "s3:TestEvent" ? { ...counts, ignored: 1 } : counts;
  };
}

type Outcome = Omit<ImageOutcome, "bucket" | "key" | "imageId" | "durationMs">;

async function processUpload(deps: ProcessImageDeps, upload: Upload): Promise<"processed" | "refused"> {
  const startedAt = Date.now();
  const imageId = deps.imageId(upload.ref);
  const progress: Progress = {};
  const report = (outcome: Outcome) =>
    deps.telemetry.record({
      ...upload.ref,
      imageId,
      durationMs: Date.now() - startedAt,
      bytesIn: progress.bytesIn,
      pixels: progress.header && progress.header.width * progress.header.height,
      ...outcome,
    });
  try {
    const verdict = await judge(deps, upload, imageId, progress);
    const durationMs = Date.now() - startedAt;
    const record = imageRecord(imageId, upload, deps.settings.destinationBucket, progress, verdict, durationMs);
    await deps.records?.put(record);
    if (verdict.status === "REFUSED") {
      report({ outcome: "refused", reason: verdict.reason, message: verdict.message });
      return "refused";
    }
    report({ outcome: "processed", bytesOut: record.bytes_out });
    return "processed";
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    report({ outcome: "failed", reason: name, message });
    throw error;
  }
}

/** Works on one upload and turns a permanent refusal into a verdict. */
async function judge(deps: ProcessImageDeps, upload: Upload, imageId: string, progress: Progress): Promise<Verdict> {
  try {
    const bytes = await readOriginal(deps, upload.ref, progress);
    return { status: "PROCESSED", variants: await makeResults(deps, upload.ref, imageId, bytes, progress) };
  } catch (error) {
    const reason = refusalReason(error);
    if (reason === undefined) throw error;
    return { status: "REFUSED", reason, message: error instanceof Error ? error.message : reason };
  }
}
