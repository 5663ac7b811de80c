import { putRecord } from "./backfill";
import { isCurrent } from "./current-version";
import { imageRecord, type ProcessingOutcome } from "./image-record";
import type { OriginalFacts } from "./original";
import type { Connections } from "./ports";
import type { CurrentObject, ObjectRef } from "./ports/object-store";
import type { ImageOutcome } from "./ports/telemetry";
import { isResultOf, removeOtherResults, type SeenResults } from "./results";
import type { Upload } from "./upload";

type ConcludeDeps = Pick<Connections, "settings" | "store" | "records" | "telemetry" | "imageId">;

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
 * Ends an upload: results of earlier versions that it does not replace, its record, and one outcome for log and
 * metrics. The bucket is looked at last: if it shows another version by now, what was written has to be put right.
 */
export async function concludeUpload(
  deps: ConcludeDeps,
  { upload, facts, startedAt, seen }: Processing,
  outcome: ProcessingOutcome,
): Promise<Conclusion> {
  const { ref } = upload;
  const late = outcome.status === "REFUSED" && (outcome.reason === "SUPERSEDED" || outcome.reason === "SOURCE_GONE");
  if (outcome.status === "PROCESSED") {
    const kept = outcome.variants.map(({ key }) => key);
    await removeOtherResults(deps, ref, seen, kept);
  } else if (!late && !upload.backfill) {
    // A backfill that is refused leaves the record, and so the results, as they are.
    await removeReplaced(deps, ref, seen);
  }
  const record = imageRecord(deps, upload, facts, outcome, Date.now() - startedAt);
  // What was removed has no record.
  const gone = outcome.status === "REFUSED" && outcome.reason === "SOURCE_GONE";
  const recorded = gone || !deps.records.enabled || (await putRecord(deps, upload, record));
  const now = await deps.store.current(ref.bucket, ref.key);
  const result: Pick<ImageOutcome, "outcome" | "reason" | "message" | "bytesOut"> =
    outcome.status === "PROCESSED"
      ? { outcome: "processed", bytesOut: record.bytes_out }
      : { outcome: "refused", reason: outcome.reason, message: outcome.message };
  deps.telemetry.record({ ...outcomeFacts(deps, upload, facts, startedAt), ...result });
  return { recorded, now };
}

/** The parts of an upload's outcome that do not depend on how it ended. */
export function outcomeFacts(
  { imageId }: Pick<Connections, "imageId">,
  { ref }: Upload,
  { bytesIn, header }: OriginalFacts,
  startedAt: number,
): Omit<ImageOutcome, "outcome"> {
  return {
    ...ref,
    imageId: imageId(ref),
    durationMs: Date.now() - startedAt,
    bytesIn,
    pixels: header && header.width * header.height,
  };
}

/** Removes results of an earlier version, if it is this one, which has none, that has replaced it. */
async function removeReplaced(deps: ConcludeDeps, ref: ObjectRef, seen: SeenResults): Promise<void> {
  const owner = { id: "originalId", value: deps.imageId({ bucket: ref.bucket, key: ref.key }) } as const;
  if (!Object.values(seen).some((object) => isResultOf(object, owner))) return;
  if (isCurrent(await deps.store.current(ref.bucket, ref.key), ref)) await removeOtherResults(deps, ref, seen, []);
}
