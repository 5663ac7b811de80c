import { allDone } from "./all-done";
import type { ImageRecord } from "./contract/image-record";
import { lastSequencer } from "./contract/sequencers";
import { recordsOfKey } from "./image-record";
import type { Connections } from "./ports";
import type { ObjectRef } from "./ports/object-store";
import { removeResults } from "./remove-results";
import type { Upload } from "./upload";

type Deps = Pick<Connections, "settings" | "store" | "records" | "edge" | "telemetry" | "imageId">;

/**
 * Removes results and records of every version of a key. Records go last, after the edge has forgotten the results that
 * they list, so that a removal that failed half-way can be repeated.
 *
 * @param always whether the outcome is reported even if nothing was there
 * @returns whether anything was removed
 */
export async function removeOriginal(deps: Deps, { ref, sequencer }: Upload, always: boolean): Promise<boolean> {
  const startedAt = Date.now();
  const { bucket, key } = ref;
  const originalId = deps.imageId({ bucket, key });
  const records = await recordsOfOriginal(deps, ref);
  const upTo = lastSequencer(sequencer);
  const results = await removeResults(deps, key, records, { id: "originalId", value: originalId });
  await deps.edge.flush();
  await allDone(records.map((record) => deps.records.remove(record.image_id, upTo)));
  const removed = always || results > 0 || records.some((record) => record.sequencer <= upTo);
  if (removed) {
    deps.telemetry.record({ ...ref, imageId: originalId, outcome: "removed", durationMs: Date.now() - startedAt });
  }
  return removed;
}

/** The records of a key, those among them that the table's index does not list yet: versions still say their ids. */
async function recordsOfOriginal(deps: Deps, ref: ObjectRef): Promise<readonly ImageRecord[]> {
  if (!deps.records.enabled) return [];
  const { bucket, key } = ref;
  const [known, versions] = await Promise.all([recordsOfKey(deps, ref), deps.store.versions(bucket, key)]);
  const ids = versions
    .filter(({ isMarker }) => !isMarker)
    .map(({ versionId }) => deps.imageId({ bucket, key, versionId }))
    .filter((id) => !known.some((record) => record.image_id === id));
  const others = await Promise.all(ids.map((id) => deps.records.get(id)));
  return [...known, ...others.filter((record) => record !== undefined)];
}
