import { putRecord } from "./backfill";
import { isCurrent } from "./current-version";
import { imageRecord, type ProcessingOutcome } from "./image-record";
import { writeManifest } from "./manifest";
import { requireCurrent, type OriginalFacts } from "./original";
import type { Connections } from "./ports";
import type { CurrentObject, ObjectRef } from "./ports/object-store";
import type { ImageOutcome } from "./ports/telemetry";
import { refusalOf } from "./refusal";
import { removeOtherResults } from "./remove-results";
import { lookAtKeys, type SeenResults } from "./seen-results";
import { supersedeOtherResults } from "./supersede-results";
import type { Upload } from "./upload";

type ConcludeDeps = Pick<
  Connections,
  "settings" | "store" | "records" | "edge" | "telemetry" | "imageId" | "digest" | "placeholderUrl"
>;

/** What is known of an upload when its results are stored, or it is refused. */
export interface Processing {
  readonly upload: Upload;
  readonly facts: OriginalFacts;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** What was stored under the keys of its results before anything was written. */
  readonly seen: SeenResults;
}

/** What an upload has left behind. */
export interface Conclusion {
  /** Whether the record was written; also true where the stack keeps none. */
  readonly recorded: boolean;
  /** What the bucket shows after everything was written. */
  readonly now: CurrentObject;
}

/**
 * Ends an upload: results of earlier versions that give way, its record and manifest, and one outcome for log and
 * metrics. The bucket is looked at last: if it shows another version by now, what was written has to be put
 * right.
 */
export async function concludeUpload(
  deps: ConcludeDeps,
  { upload, facts, startedAt, seen }: Processing,
  made: ProcessingOutcome,
): Promise<Conclusion> {
  const { ref } = upload;
  const outcome = await outcomeNow(deps, ref, made);
  const kept = keptKeys(upload, outcome);
  const isImmutable = deps.settings.address === "immutable";
  if (kept && !isImmutable) await removeOtherResults(deps, upload, seen, kept);
  const record = imageRecord(deps, upload, facts, outcome, Date.now() - startedAt);
  // What was removed has no record.
  const gone = outcome.status === "REFUSED" && outcome.reason === "SOURCE_GONE";
  const recorded = gone || !deps.records.enabled || (await putRecord(deps, upload, record));
  if (kept && isImmutable) await supersedeReplaced(deps, upload, { seen, made: kept, recorded });
  if (outcome.status === "PROCESSED") await writeManifest(deps, ref);
  const now = await deps.store.current(ref.bucket, ref.key);
  const result: Pick<ImageOutcome, "outcome" | "reason" | "message" | "bytesOut"> =
    outcome.status === "PROCESSED"
      ? { outcome: "processed", bytesOut: record.bytes_out }
      : { outcome: "refused", reason: outcome.reason, message: outcome.message };
  const { warnings } = record;
  deps.telemetry.record({
    ...outcomeFacts(deps, upload, facts, startedAt),
    ...result,
    ...(warnings && { warnings }),
  });
  return { recorded, now };
}

/** The parts of an upload's outcome that do not depend on how it ended. */
export function outcomeFacts(
  { imageId }: Pick<Connections, "imageId">,
  { ref }: Upload,
  { bytesIn, header, steps }: OriginalFacts,
  startedAt: number,
): Omit<ImageOutcome, "outcome"> {
  return {
    ...ref,
    imageId: imageId(ref),
    durationMs: Date.now() - startedAt,
    bytesIn,
    pixels: header && header.width * header.height,
    ...(steps && { steps }),
  };
}

/**
 * The keys of an upload's results: what else there is of its original gives way. Undefined: nothing gives way. A
 * backfill that is refused leaves the record, and so the results, as they are; a version without results has replaced
 * earlier ones.
 */
function keptKeys({ backfill }: Upload, outcome: ProcessingOutcome): readonly string[] | undefined {
  if (outcome.status === "PROCESSED") return outcome.variants.map(({ key }) => key);
  return isLate(outcome) || backfill ? undefined : [];
}

interface Replacement {
  readonly seen: SeenResults;
  /** Keys of the results that were made. */
  readonly made: readonly string[];
  readonly recorded: boolean;
}

/**
 * Marks results with immutable keys that the record does not name. It decides, and not what was made: another release
 * makes other bytes of an event that is delivered again, and the record of the first delivery stays. Nothing is marked
 * where the bucket shows another version: whoever finds this one late does it then.
 */
async function supersedeReplaced(
  deps: ConcludeDeps,
  upload: Upload,
  { seen, made, recorded }: Replacement,
): Promise<void> {
  const { ref } = upload;
  const record = recorded ? undefined : await deps.records.get(deps.imageId(ref));
  const kept = record?.status === "PROCESSED" ? (record.variants ?? []).map(({ key }) => key) : made;
  if (!isCurrent(await deps.store.current(ref.bucket, ref.key), ref)) return;
  const strays = await lookAtKeys(
    deps,
    made.filter((key) => !kept.includes(key)),
  );
  await supersedeOtherResults(deps, upload, { ...seen, ...strays }, kept);
}

function isLate(outcome: ProcessingOutcome): boolean {
  return outcome.status === "REFUSED" && (outcome.reason === "SUPERSEDED" || outcome.reason === "SOURCE_GONE");
}

/**
 * The outcome by what the bucket shows before anything is recorded. Results were stored after a look at it, a refusal
 * was not: a late copy of an event, which nothing may bring back if it ends half-way, must not record a version that is
 * gone.
 */
async function outcomeNow(deps: ConcludeDeps, ref: ObjectRef, outcome: ProcessingOutcome): Promise<ProcessingOutcome> {
  if (outcome.status === "PROCESSED" || isLate(outcome)) return outcome;
  try {
    await requireCurrent(deps, ref);
    return outcome;
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return { status: "REFUSED", ...refusal };
  }
}
