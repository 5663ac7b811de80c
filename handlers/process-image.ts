import { putRecord, requestedVariants } from "./backfill";
import { isIgnoredKey, type S3Event, type VariantRecord } from "./contract";
import { imageRecord, type ProcessingOutcome } from "./image-record";
import { headerOf, openImage, readOriginal, requireCurrent, type OriginalFacts } from "./original";
import type { Connections } from "./ports";
import type { ImageOutcome } from "./ports/telemetry";
import { refusalOf } from "./refusal";
import { renderVariants } from "./rendition";
import { storableKey, storeResult } from "./results";
import { forEachRecord, type InvocationContext } from "./s3-event-records";
import type { Upload } from "./upload";

export type ProcessImageDeps = Pick<
  Connections,
  "settings" | "store" | "records" | "Jimp" | "watermarks" | "telemetry" | "imageId" | "specificationOf"
>;

/** How the records of an event ended. Lambda ignores it; it is for an invocation by hand. */
export interface ProcessImageResult {
  readonly processed: number;
  readonly refused: number;
  /** Test events, folder markers and watermarks. */
  readonly ignored: number;
}

/**
 * The function behind the upload trigger. Each record of the event is processed independently: a refusal is recorded
 * and done, a failure is thrown after the remaining records, so that Lambda retries.
 */
export function makeProcessImage(
  deps: ProcessImageDeps,
): (event: S3Event, context: InvocationContext) => Promise<ProcessImageResult> {
  return async (event, context) => {
    const counts = { processed: 0, refused: 0, ignored: 0 };
    await forEachRecord(deps.telemetry, event, context, async (upload) => {
      counts[isIgnoredKey(upload.ref.key, deps.settings) ? "ignored" : await processUpload(deps, upload)] += 1;
    });
    return event.Event === "s3:TestEvent" ? { ...counts, ignored: 1 } : counts;
  };
}

/**
 * Processes one upload: its results, its record, and one outcome for log and metrics.
 * @throws failures, which are to be retried
 */
export async function processUpload(deps: ProcessImageDeps, upload: Upload): Promise<"processed" | "refused"> {
  const startedAt = Date.now();
  const facts: OriginalFacts = {};
  const report = (outcome: Pick<ImageOutcome, "outcome" | "reason" | "message" | "bytesOut">) =>
    deps.telemetry.record({
      ...upload.ref,
      imageId: deps.imageId(upload.ref),
      durationMs: Date.now() - startedAt,
      bytesIn: facts.bytesIn,
      pixels: facts.header && facts.header.width * facts.header.height,
      ...outcome,
    });
  try {
    const outcome = await renderOrRefuse(deps, upload, facts);
    const record = imageRecord(deps, upload, facts, outcome, Date.now() - startedAt);
    await putRecord(deps, upload, record);
    if (outcome.status === "REFUSED") {
      report({ outcome: "refused", reason: outcome.reason, message: outcome.message });
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

async function renderOrRefuse(
  deps: ProcessImageDeps,
  upload: Upload,
  facts: OriginalFacts,
): Promise<ProcessingOutcome> {
  try {
    return { status: "PROCESSED", variants: await makeResults(deps, upload, facts) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { status: "REFUSED", ...refusal };
  }
}

/** Original, header, renditions, results. Nothing is stored unless every result can be. */
async function makeResults(deps: ProcessImageDeps, upload: Upload, facts: OriginalFacts): Promise<VariantRecord[]> {
  const { ref } = upload;
  const image = await openImage(deps, await readOriginal(deps, ref, facts));
  const header = headerOf(image);
  facts.header = header;
  const renditions = await renderVariants(deps, image, requestedVariants(deps.settings, upload));
  const results = renditions.map((rendition) => ({ key: storableKey(ref.key, header, rendition), rendition }));
  await requireCurrent(deps, ref);
  return Promise.all(results.map(({ key, rendition }) => storeResult(deps, ref, key, rendition)));
}
