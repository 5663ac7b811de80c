import type { ImageRecord } from "./contract/image-record";
import { lastSequencer } from "./contract/sequencers";
import type { CurrentVersion } from "./current-version";
import { recordsOfKey } from "./image-record";
import type { Connections } from "./ports";
import { refusalOf } from "./refusal";
import { removeResults } from "./remove-results";
import type { Upload } from "./upload";

type Deps = Pick<Connections, "settings" | "store" | "records" | "edge" | "telemetry" | "imageId">;

/**
 * Removes results of the event's version, if that is not the current one, and results and records of versions that
 * were newer than the current one and were deleted permanently. Records go last, after the edge has forgotten the
 * results that they list, so that a removal that failed half-way can be repeated. A version older than the current one
 * keeps its record, whether it still exists or not.
 *
 * @returns whether anything was removed
 */
export async function removeDeletedVersions(deps: Deps, removal: Upload, current: CurrentVersion): Promise<boolean> {
  const { records, telemetry } = deps;
  const { ref, sequencer } = removal;
  const startedAt = Date.now();
  const unrecorded = await removeUnrecorded(deps, removal, current);
  if (!records.enabled) return unrecorded;
  const deleted = await findDeleted(deps, removal, current);
  for (const record of deleted) {
    await removeResults(deps, ref.key, [record], { id: "imageId", value: record.image_id });
  }
  await deps.edge.flush();
  for (const record of deleted) {
    const imageId = record.image_id;
    await records.remove(imageId, lastSequencer(sequencer));
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
  return unrecorded || deleted.length > 0;
}

/** Removes results of the event's own version: it may have no record yet, or the stack keeps none. */
async function removeUnrecorded(deps: Deps, { ref }: Upload, current: CurrentVersion): Promise<boolean> {
  const removedId = deps.imageId(ref);
  if (removedId === deps.imageId(current.ref)) return false;
  return (await removeResults(deps, ref.key, [], { id: "imageId", value: removedId })) > 0;
}

async function findDeleted(
  deps: Deps,
  { ref, sequencer }: Upload,
  current: CurrentVersion,
): Promise<readonly ImageRecord[]> {
  const currentId = deps.imageId(current.ref);
  const [known, currentRecord] = await Promise.all([recordsOfKey(deps, ref), deps.records.get(currentId)]);
  const newer = known.filter(
    (record) =>
      record.image_id !== currentId &&
      // A later event's version has a removal event of its own.
      record.sequencer <= lastSequencer(sequencer) &&
      !isSuperseded(record, current, currentRecord),
  );
  const existing = await Promise.all(newer.map((record) => versionExists(deps, record)));
  return newer.filter((_, index) => !existing[index]);
}

/**
 * Whether a version is older than the current one: by the order of their events, or by the time of their uploads if
 * the current one has no record, or one with the sequencer of the removal that made it current again; such a record has
 * the version's own time. A version of the same second counts as newer.
 */
function isSuperseded(record: ImageRecord, current: CurrentVersion, currentRecord: ImageRecord | undefined): boolean {
  if (currentRecord && currentRecord.upload_time !== current.modified)
    return record.sequencer < currentRecord.sequencer;
  // S3 rounds `modified` down to the second.
  return Date.parse(record.upload_time) < Date.parse(current.modified);
}

async function versionExists({ store }: Pick<Deps, "store">, record: ImageRecord): Promise<boolean> {
  const { source_bucket: bucket, original_key: key, version_id: versionId } = record;
  try {
    (await store.open({ bucket, key, versionId })).discard();
    return true;
  } catch (error) {
    if (refusalOf(error)?.reason === "SOURCE_GONE") return false;
    throw error;
  }
}
