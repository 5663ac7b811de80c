import type { Connections, ImageRecord, ImageRecords } from "./ports";
import { recordsOfKey } from "./records-of-key";
import { refusalReason } from "./refusal";
import { removeResults } from "./results-of";
import type { Upload } from "./s3-event";
import type { ShownVersion } from "./shown-version";

/**
 * Takes away what is left of versions that were dropped for good from on top of the one that the key shows: results that
 * still carry their mark, and their records, which go last so that a removal that broke off can be followed again.
 * A version that what is shown has superseded loses nothing, whether it is still there or not.
 *
 * @returns whether anything was taken away
 */
export async function removeDropped(deps: Connections, removal: Upload, shown: ShownVersion): Promise<boolean> {
  const { records, telemetry } = deps;
  const { ref, sequencer } = removal;
  if (!records) return removeUnrecorded(deps, removal, shown);
  const startedAt = Date.now();
  const dropped = await findDropped(deps, records, removal, shown);
  for (const record of dropped) {
    const imageId = record.image_id;
    await removeResults(deps, ref.key, [record], { name: "image-id", value: imageId });
    await records.remove(imageId, sequencer);
    const { bucket, key } = ref;
    telemetry.record({
      bucket,
      key,
      versionId: record.version_id,
      imageId,
      outcome: "removed",
      durationMs: Date.now() - startedAt,
    });
  }
  return dropped.length > 0;
}

/** Without records nothing tells which version came first: the results of the removed one go if they are there. */
async function removeUnrecorded(deps: Connections, { ref }: Upload, shown: ShownVersion): Promise<boolean> {
  const removedId = deps.imageId(ref);
  if (removedId === deps.imageId(shown.ref)) return false;
  return (await removeResults(deps, ref.key, [], { name: "image-id", value: removedId })) > 0;
}

async function findDropped(
  deps: Connections,
  records: ImageRecords,
  { ref, sequencer }: Upload,
  shown: ShownVersion,
): Promise<readonly ImageRecord[]> {
  const shownId = deps.imageId(shown.ref);
  const [known, ofShown] = await Promise.all([recordsOfKey(records, deps, ref), records.get(shownId)]);
  const onTop = known.filter(
    (record) => record.image_id !== shownId && record.sequencer <= sequencer && !isSuperseded(record, shown, ofShown),
  );
  const there = await Promise.all(onTop.map((record) => isThere(deps, record)));
  return onTop.filter((_, index) => !there[index]);
}

/**
 * Whether a version came before the one that is shown. Records tell by their events' order; where what is shown has none,
 * the second of the upload has to do, and in doubt the answer is no.
 */
function isSuperseded(record: ImageRecord, shown: ShownVersion, ofShown: ImageRecord | undefined): boolean {
  if (ofShown) return record.sequencer < ofShown.sequencer;
  return second(record.upload_time) < second(shown.modified);
}

function second(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** Whether the bucket still has the version of a record. */
async function isThere({ store }: Connections, record: ImageRecord): Promise<boolean> {
  const { source_bucket: bucket, original_key: key, version_id: versionId } = record;
  try {
    (await store.open({ bucket, key, ...(versionId === undefined ? {} : { versionId }) })).discard();
    return true;
  } catch (error) {
    if (refusalReason(error) === "SOURCE_GONE") return false;
    throw error;
  }
}
