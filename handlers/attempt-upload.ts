import { allDone } from "./all-done";
import { lookAtSample, planSample } from "./appearance";
import { requestedVariants } from "./backfill";
import { configuredResultKeys } from "./contract/result-keys";
import { appliesTo } from "./contract/variant-sets";
import { concludeUpload, outcomeFacts, type Conclusion } from "./conclude-upload";
import type { ProcessingOutcome } from "./image-record";
import { headerOf, openImage, readOriginal, requireCurrent, stepTimes, type OriginalFacts } from "./original";
import type { Connections } from "./ports";
import { refusalOf } from "./refusal";
import { renderVariants } from "./rendition";
import { resultToStore, storeResult } from "./results";
import { lookAtResults, type SeenResults } from "./seen-results";
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
  | "appearanceOf"
  | "placeholderUrl"
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
  const variants = requestedVariants(deps.settings, upload);
  const seeing = lookAtResults(deps, ref.key, variants, configuredResultKeys);
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
    return { status: "PROCESSED", ...(await makeResults(deps, upload, facts, seeing)) };
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
): Promise<Pick<Extract<ProcessingOutcome, { status: "PROCESSED" }>, "variants" | "appearance">> {
  const { ref } = upload;
  const startedAt = Date.now();
  const bytes = await readOriginal(deps, ref, facts);
  const readMs = Date.now() - startedAt;
  const image = await openImage(deps, bytes);
  const header = headerOf(image);
  facts.header = header;
  const variants = requestedVariants(deps.settings, upload).filter((variant) => appliesTo(variant, header));
  const sample = planSample(deps, image);
  const renditions = await renderVariants(deps, image, variants, facts.focal);
  const appearance = await lookAtSample(deps, sample);
  const results = renditions.map((rendition) => resultToStore(deps, ref.key, header, rendition));
  const seen = await seeing;
  await requireCurrent(deps, ref);
  const renderedAt = Date.now();
  const stored = await allDone(
    results.map((result) => storeResult(deps, ref, result, seen[result.key] ?? { state: "absent" })),
  );
  facts.steps = stepTimes(image, readMs, Date.now() - renderedAt);
  return { variants: stored, ...(appearance && { appearance }) };
}
