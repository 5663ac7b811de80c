import { removeDropped } from "./dropped-versions";
import type { Connections } from "./ports";
import { processUpload } from "./process-upload";
import { everyRecord, type InvocationContext } from "./records-of-event";
import { recordsOfKey } from "./records-of-key";
import { hasResults, removeResults } from "./results-of";
import { isFolderMarker, readUpload, type S3Event, type Upload } from "./s3-event";
import { findShown, shownVersion } from "./shown-version";

/** What became of the keys of an event. */
export interface FollowRemovalResult {
  /** Keys whose results were taken away. */
  readonly removed: number;
  /** Keys whose results were made again. */
  readonly restored: number;
  /** Keys that needed nothing. */
  readonly ignored: number;
}

/**
 * The function behind removals. What it does follows from what the bucket holds now, not from what the event is called:
 * where the key shows a version, that version's results have to be there and nothing of those dropped from on top of it;
 * where it shows nothing, no results may be.
 */
export function makeFollowRemoval(
  deps: Connections,
): (event: S3Event, context: InvocationContext) => Promise<FollowRemovalResult> {
  return async (event, context) => {
    const counts = { removed: 0, restored: 0, ignored: 0 };
    await everyRecord(deps.telemetry, event, context, async (record) => {
      const removal = readUpload(record);
      counts[isFolderMarker(removal.ref.key) ? "ignored" : await follow(deps, removal)] += 1;
    });
    return counts;
  };
}

async function follow(deps: Connections, removal: Upload): Promise<keyof FollowRemovalResult> {
  const { bucket, key, versionId } = removal.ref;
  const now = await deps.store.current(bucket, key);
  const shown = shownVersion(bucket, key, now);
  if (shown) {
    const dropped = await removeDropped(deps, removal, shown);
    const followed = await restore(deps, removal);
    return followed === "ignored" && dropped ? "removed" : followed;
  }
  // Behind a delete marker that something else has set: a noncurrent version is gone, or the original had expired.
  if (now.state === "deleted" && versionId !== undefined && now.markerId !== versionId) return "ignored";
  await remove(deps, removal);
  // Uploaded again meanwhile? Then what was just taken away may have been the new one's.
  return (await restore(deps, removal)) === "restored" ? "restored" : "removed";
}

async function remove(deps: Connections, { ref, sequencer }: Upload): Promise<void> {
  const startedAt = Date.now();
  const { bucket, key } = ref;
  const originalId = deps.imageId({ bucket, key });
  const { records } = deps;
  const known = records ? await recordsOfKey(records, deps, ref) : [];
  await removeResults(deps, key, known, { name: "original-id", value: originalId });
  if (records) await Promise.all(known.map((record) => records.remove(record.image_id, sequencer)));
  deps.telemetry.record({ ...ref, imageId: originalId, outcome: "removed", durationMs: Date.now() - startedAt });
}

/** Makes the results of what the key shows, unless they are there or were refused for good. */
async function restore(
  deps: Connections,
  { ref: { bucket, key }, sequencer }: Upload,
): Promise<"restored" | "ignored"> {
  const shown = await findShown(deps.store, bucket, key);
  if (!shown) return "ignored";
  const { ref, modified } = shown;
  const record = await deps.records?.get(deps.imageId(ref));
  const refused = record?.status === "REFUSED" && record.reason !== "SUPERSEDED" && record.reason !== "SOURCE_GONE";
  const recorded = deps.records === undefined || record?.status === "PROCESSED";
  if (refused || (recorded && (await hasResults(deps, ref)))) return "ignored";
  await processUpload(deps, { ref, time: modified, sequencer });
  return "restored";
}
