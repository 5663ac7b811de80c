import { imageRecord, type Verdict } from "./image-record";
import { makeResults, readOriginal, type Progress } from "./picture";
import type { Connections, ImageOutcome } from "./ports";
import { refusalReason } from "./refusal";
import type { Upload } from "./s3-event";

type Outcome = Omit<ImageOutcome, "bucket" | "key" | "imageId" | "durationMs">;

/** Turns one upload into its results and its record. Answers how it ended; throws what is worth another try. */
export async function processUpload(deps: Connections, upload: Upload): Promise<"processed" | "refused"> {
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
    const verdict = await judge(deps, upload, progress);
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
async function judge(deps: Connections, upload: Upload, progress: Progress): Promise<Verdict> {
  try {
    const bytes = await readOriginal(deps, upload.ref, progress);
    return { status: "PROCESSED", variants: await makeResults(deps, upload.ref, bytes, progress) };
  } catch (error) {
    const reason = refusalReason(error);
    if (reason === undefined) throw error;
    return { status: "REFUSED", reason, message: error instanceof Error ? error.message : reason };
  }
}
