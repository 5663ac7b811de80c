import { allDone } from "./all-done";
import { requestedVariants } from "./backfill";
import type { VariantRecord } from "./contract/image-record";
import { configuredResultKeys } from "./contract/result-keys";
import { concludeUpload, outcomeFacts, type Conclusion } from "./conclude-upload";
import type { ProcessingOutcome } from "./image-record";
import { headerOf, openImage, readOriginal, requireCurrent, stepTimes, type OriginalFacts } from "./original";
import type { Connections } from "./ports";
import { refusalOf } from "./refusal";
import { renderVariants } from "./rendition";
import { lookAtResults, storableKey, storeResult, type SeenResults } from "./results";
import type { Upload } from "./upload";

export type ProcessingDeps = Pick<
  Connections,
  | "settings"
  | "store"
  | "records"
  | "Jimp"
  | "watermarks"
  | "edge"
  | "telemetry"
  | "imageId"
  | "digest"
  | "specificationOf"
>;

export interface Attempt extends Conclusion {
  readonly ended: "processed" | "refused";
}

/**
 * Processes one version: its results, its record, and one outcome for log and metrics.
 * @throws failures, which are to be retried
 */
export async function attemptUpload(deps: ProcessingDeps, upload: Upload): Promise<Attempt> {
  const startedAt = Date.now();
  const { ref } = upload;
  const facts: OriginalFacts = {};
  const seeing = lookAtResults(
    deps,
    requestedVariants(deps.settings, upload).flatMap((variant) => configuredResultKeys(variant, ref.key)),
  );
  // It is awaited below; until then its failure must not count as unhandled.
  seeing.catch(() => undefined);
  try {
    const outcome = await renderOrRefuse(deps, upload, facts, seeing);
    const conclusion = await concludeUpload(deps, { upload, facts, startedAt, seen: await seeing }, outcome);
    return { ...conclusion, ended: outcome.status === "PROCESSED" ? "processed" : "refused" };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    deps.telemetry.record({
      ...outcomeFacts(deps, upload, facts, startedAt),
      outcome: "failed",
      reason: name,
      message,
    });
    throw error;
  }
}

async function renderOrRefuse(
  deps: ProcessingDeps,
  upload: Upload,
  facts: OriginalFacts,
  seeing: Promise<SeenResults>,
): Promise<ProcessingOutcome> {
  try {
    return { status: "PROCESSED", variants: await makeResults(deps, upload, facts, seeing) };
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { status: "REFUSED", ...refusal };
  }
}

/** Original, header, renditions, results. Nothing is stored unless every result can be. */
async function makeResults(
  deps: ProcessingDeps,
  upload: Upload,
  facts: OriginalFacts,
  seeing: Promise<SeenResults>,
): Promise<VariantRecord[]> {
  const { ref } = upload;
  const startedAt = Date.now();
  const bytes = await readOriginal(deps, ref, facts);
  const readMs = Date.now() - startedAt;
  const image = await openImage(deps, bytes);
  const header = headerOf(image);
  facts.header = header;
  const renditions = await renderVariants(deps, image, requestedVariants(deps.settings, upload), facts.focal);
  const results = renditions.map((rendition) => ({ key: storableKey(ref.key, header, rendition), rendition }));
  const seen = await seeing;
  await requireCurrent(deps, ref);
  const renderedAt = Date.now();
  const stored = await allDone(
    results.map(({ key, rendition }) => storeResult(deps, ref, key, rendition, seen[key] ?? { state: "absent" })),
  );
  facts.steps = stepTimes(image, readMs, Date.now() - renderedAt);
  return stored;
}
