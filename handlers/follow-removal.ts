import { isIgnoredKey, type S3Event } from "./contract";
import { currentVersion, versionOf } from "./current-version";
import { removeDeletedVersions } from "./deleted-versions";
import { recordsOfKey } from "./image-record";
import { processUpload, type ProcessImageDeps } from "./process-image";
import { hasResults, removeResults } from "./results";
import { forEachRecord, type InvocationContext } from "./s3-event-records";
import type { Upload } from "./upload";

/** A removal can make an earlier version current again, which is then processed. */
type FollowRemovalDeps = ProcessImageDeps;

/** How the records of an event ended. */
export interface FollowRemovalResult {
  /** Results were removed. */
  readonly removed: number;
  /** Results were made again. */
  readonly restored: number;
  /** Nothing was to be done. */
  readonly ignored: number;
}

/**
 * The function behind removals. What it does follows from the bucket's present state, not from the event's name: events
 * arrive in any order. A key with a current version must have that version's results and none of versions deleted
 * since; a key without one must have no results.
 */
export function makeFollowRemoval(
  deps: FollowRemovalDeps,
): (event: S3Event, context: InvocationContext) => Promise<FollowRemovalResult> {
  return async (event, context) => {
    const counts = { removed: 0, restored: 0, ignored: 0 };
    await forEachRecord(deps.telemetry, event, context, async (removal) => {
      counts[isIgnoredKey(removal.ref.key, deps.settings) ? "ignored" : await follow(deps, removal)] += 1;
    });
    return counts;
  };
}

async function follow(deps: FollowRemovalDeps, removal: Upload): Promise<keyof FollowRemovalResult> {
  const { bucket, key, versionId } = removal.ref;
  const now = await deps.store.current(bucket, key);
  const current = versionOf(bucket, key, now);
  if (current) {
    const removed = await removeDeletedVersions(deps, removal, current);
    const followed = await restore(deps, removal);
    return followed === "ignored" && removed ? "removed" : followed;
  }
  // The delete marker is of another event: this one removed a noncurrent version, or the original had expired.
  if (now.state === "deleted" && versionId !== undefined && now.markerId !== versionId) return "ignored";
  await removeAll(deps, removal);
  // The key may have been uploaded again meanwhile: then the new version's results may have been removed just now.
  return (await restore(deps, removal)) === "restored" ? "restored" : "removed";
}

/** Removes results and records of every version of a key. */
async function removeAll(deps: FollowRemovalDeps, { ref, sequencer }: Upload): Promise<void> {
  const startedAt = Date.now();
  const { bucket, key } = ref;
  const originalId = deps.imageId({ bucket, key });
  const records = await recordsOfKey(deps, ref);
  await removeResults(deps, key, records, { id: "originalId", value: originalId });
  await Promise.all(records.map((record) => deps.records.remove(record.image_id, sequencer)));
  deps.telemetry.record({ ...ref, imageId: originalId, outcome: "removed", durationMs: Date.now() - startedAt });
}

/** Processes the current version again, unless its results exist or it was refused permanently. */
async function restore(
  deps: FollowRemovalDeps,
  { ref: { bucket, key }, sequencer }: Upload,
): Promise<"restored" | "ignored"> {
  const current = await currentVersion(deps.store, bucket, key);
  if (!current) return "ignored";
  const { ref, modified } = current;
  const record = await deps.records.get(deps.imageId(ref));
  // These two reasons were true of an earlier state of the bucket.
  const refused = record?.status === "REFUSED" && record.reason !== "SUPERSEDED" && record.reason !== "SOURCE_GONE";
  const recorded = !deps.records.enabled || record?.status === "PROCESSED";
  if (refused || (recorded && (await hasResults(deps, ref)))) return "ignored";
  await processUpload(deps, { ref, time: modified, sequencer });
  return "restored";
}
