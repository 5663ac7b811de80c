import { attemptUpload, type ProcessingDeps } from "./attempt-upload";
import { everyResultKey } from "./contract/result-keys";
import { variantsOf } from "./contract/routes";
import { isSameState, versionOf, type CurrentVersion } from "./current-version";
import { removeDeletedVersions } from "./deleted-versions";
import { isExpired, isRecent } from "./expiry";
import { writeManifest } from "./manifest";
import type { CurrentObject } from "./ports/object-store";
import { noteKept } from "./remove-results";
import { removeOriginal } from "./removed-original";
import { hasResults, lookAtResults, resultsOf } from "./seen-results";
import { giveWay } from "./supersede-results";
import type { Upload } from "./upload";

/** The event for which results and records are put in step with the bucket; an upload is one that came late. */
export interface Cause {
  readonly kind: "removal" | "upload";
  readonly upload: Upload;
}

export type Settled = "removed" | "restored" | "ignored";

/**
 * Puts results and records of a key in step with what the bucket shows, until it shows the same after the last change
 * as before it. A key with a current version must have that version's results and none of versions deleted since; a key
 * without one must have neither results nor records.
 *
 * An attempt that fails half-way may have removed what a version needs that was uploaded meanwhile. So the next one
 * restores the current version whatever it has changed itself.
 *
 * Every writer looks at the bucket afterwards, here or in `processUpload`. So, whatever the order of events is, the
 * last to change a result or a record has seen that it is right.
 */
export async function settle(deps: ProcessingDeps, cause: Cause): Promise<Settled> {
  const { bucket, key } = cause.upload.ref;
  let settled: Settled = "ignored";
  for (let before = await deps.store.current(bucket, key); ;) {
    const step = await follow(deps, cause, before);
    if (step === "ignored") return settled;
    settled = step;
    const after = await deps.store.current(bucket, key);
    if (isSameState(before, after)) return settled;
    before = after;
  }
}

async function follow(deps: ProcessingDeps, cause: Cause, now: CurrentObject): Promise<Settled> {
  const { bucket, key } = cause.upload.ref;
  const current = versionOf(bucket, key, now);
  if (current) {
    const removed = await removeDeletedVersions(deps, cause.upload, current);
    const followed = await restore(deps, cause.upload, current);
    return followed === "ignored" && removed ? "removed" : followed;
  }
  const follows =
    cause.kind === "removal" ? !(await isExpired(deps, cause.upload, now)) : mayFollow(deps, cause.upload);
  if (!follows) return "ignored";
  const removed = await removeOriginal(deps, cause.upload, cause.kind === "removal");
  return removed ? "removed" : "ignored";
}

/** Whether an upload may remove what belongs to a removed original. */
function mayFollow({ settings }: ProcessingDeps, upload: Upload): boolean {
  return settings.followsRemovals && isRecent(upload);
}

/** Processes the current version again, unless its results exist or it was refused permanently. */
async function restore(deps: ProcessingDeps, { time, sequencer }: Upload, current: CurrentVersion): Promise<Settled> {
  const { ref, modified } = current;
  const { settings, records, imageId } = deps;
  const record = await records.get(imageId(ref));
  const seen = await lookAtResults(deps, ref.key, variantsOf(settings, ref.key), everyResultKey);
  // These two reasons were true of an earlier state of the bucket.
  const refused = record?.status === "REFUSED" && record.reason !== "SUPERSEDED" && record.reason !== "SOURCE_GONE";
  const recorded = !records.enabled || record?.status === "PROCESSED";
  if (refused || (recorded && hasResults(deps, ref, seen))) {
    const kept = refused ? [] : resultsOf(deps, ref, seen);
    noteKept(deps, seen, kept);
    const removed = await giveWay(deps, { ref, time }, seen, kept);
    if (!refused) await writeManifest(deps, ref);
    return removed > 0 ? "removed" : "ignored";
  }
  await attemptUpload(deps, { ref, time: modified, sequencer });
  return "restored";
}
