import type { ImageRecord } from "./contract/image-record";
import { objectMetadata } from "./contract/object-metadata";
import { isStorableKey, manifestKey, resultKeys } from "./contract/result-keys";
import { parseImmutableKey } from "./contract/immutable-keys";
import { variantsOf } from "./contract/routes";
import { recordsOfKey } from "./image-record";
import type { Connections } from "./ports";
import type { ObjectStore } from "./ports/object-store";
import { immutableResults } from "./seen-results";

type DeleteForGoodDeps = Pick<Connections, "settings" | "store" | "records" | "edge" | "imageId">;

/**
 * Deletes every version of an original, of its results, and its records. The one that is given goes last, so that a
 * deletion that failed half-way can be repeated. Results are hidden before the edge forgets them, and deleted after it:
 * until then their delete markers say what it has to forget.
 */
export async function deleteForGood(deps: DeleteForGoodDeps, record: ImageRecord): Promise<void> {
  const { source_bucket: bucket, original_key: key, version_id: versionId } = record;
  const records = await recordsOfKey(deps, { bucket, key, versionId });
  await deleteVersions(deps.store, bucket, key);
  const { destinationBucket } = deps.settings;
  const results = await resultsOf(deps, bucket, key, records);
  for (const result of results) {
    const isHidden = await hide(deps.store, destinationBucket, result);
    if (isHidden) deps.edge.changed(result);
  }
  await deps.edge.flush();
  for (const result of results) await deleteVersions(deps.store, destinationBucket, result);
  const others = records.filter(({ image_id: id }) => id !== record.image_id);
  await Promise.all(others.map((other) => deps.records.remove(other.image_id)));
  await deps.records.remove(record.image_id);
}

/**
 * Deletes the versions of a key for good. First it is hidden, and the marker that hides it goes last: otherwise each
 * deletion would make an earlier version current, which would be processed again.
 */
async function deleteVersions(store: ObjectStore, bucket: string, key: string): Promise<void> {
  await hide(store, bucket, key);
  const versions = await store.versions(bucket, key);
  const remove = ({ versionId }: { readonly versionId: string }) => store.remove({ bucket, key, versionId });
  await Promise.all(versions.filter(({ isMarker }) => !isMarker).map(remove));
  for (const marker of versions.filter(({ isMarker }) => isMarker)) await remove(marker);
}

/**
 * Hides the current version of a key behind a delete marker.
 *
 * @returns whether it is hidden; false: there is nothing
 */
async function hide(store: ObjectStore, bucket: string, key: string): Promise<boolean> {
  const now = await store.current(bucket, key);
  if (now.state === "present") await store.remove({ bucket, key });
  return now.state !== "absent";
}

/**
 * Keys of the manifest and of results: those that no other original can have, and its own among those of earlier
 * releases.
 */
async function resultsOf(
  { settings, store, imageId }: DeleteForGoodDeps,
  bucket: string,
  key: string,
  records: readonly ImageRecord[],
): Promise<readonly string[]> {
  const recorded = records.flatMap(({ variants }) => variants ?? []);
  const names = new Set([...variantsOf(settings, key), ...recorded].map(({ name }) => name));
  const own = [...names].flatMap((name) => resultKeys(name, key));
  const originalId = imageId({ bucket, key });
  const others = recorded.map((result) => result.key).filter((result) => !parseImmutableKey(result));
  const former = [...new Set(others)].filter((result) => !own.includes(result));
  const isOwn = await Promise.all(
    former.map(async (result) => {
      const now = await store.current(settings.destinationBucket, result);
      return now.state === "present" && now.metadata[objectMetadata.originalId] === originalId;
    }),
  );
  const immutable = (await immutableResults({ store, settings }, key)).map((one) => one.key);
  return [manifestKey(key), ...immutable, ...own, ...former.filter((_, at) => isOwn[at])].filter(isStorableKey);
}
