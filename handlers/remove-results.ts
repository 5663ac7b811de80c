import { allDone } from "./all-done";
import type { ImageRecord } from "./contract/image-record";
import { isStorableKey, manifestKey, resultKeys } from "./contract/result-keys";
import { variantsOf } from "./contract/routes";
import type { Connections } from "./ports";
import type { CurrentObject } from "./ports/object-store";
import { immutableResults, isResultOf, type ResultOwner, type SeenResults } from "./seen-results";
import { contested, isRetriedSince, MAX_CONTESTS, mayBeUnseen } from "./store-over";
import type { Upload } from "./upload";

type RemovalDeps = Pick<Connections, "store" | "settings" | "edge">;

/** Milliseconds that the edge keeps what it is not told of: `MAX_TTL_SEC` of the delivery, and of stable results. */
const EDGE_KEEPS_MS = 24 * 60 * 60 * 1000;

/**
 * Whether an earlier attempt may have removed other results: it had stored every kept one, and not long ago, or its
 * event is recent.
 */
function mayHaveRemoved(imageId: string, time: string, seen: SeenResults, kept: readonly string[]): boolean {
  const owner = { id: "imageId", value: imageId } as const;
  const stored = kept.flatMap((key) => {
    const now = seen[key];
    return now?.state === "present" && isResultOf(now, owner) ? [now] : [];
  });
  return stored.length === kept.length && [time, ...stored.map(({ modified }) => modified)].some(isRetriedSince);
}

/** Notes kept results again whose replacement the edge may not have learnt of. */
export function noteKept({ edge }: Pick<Connections, "edge">, seen: SeenResults, kept: readonly string[]): void {
  for (const key of kept) if (mayBeUnseen(seen[key] ?? { state: "absent" })) edge.changed(key);
}

/**
 * Removes results of an original that were seen, except for those under the kept keys: of earlier versions that had
 * another format, or that could be processed. The manifest, if it was seen, goes before what it may name. What an
 * earlier attempt may have removed is invalidated again.
 *
 * @param upload the version that has the kept results, and the time of the event
 * @param seen what was stored before this attempt has written anything
 * @returns how many were removed
 */
export async function removeOtherResults(
  { store, settings, edge, imageId }: RemovalDeps & Pick<Connections, "imageId">,
  { ref, time }: Pick<Upload, "ref" | "time">,
  seen: SeenResults,
  kept: readonly string[],
): Promise<number> {
  const { bucket, key } = ref;
  if (mayHaveRemoved(imageId(ref), time, seen, kept)) {
    for (const [one, now] of Object.entries(seen)) {
      if (now.state === "deleted" && !kept.includes(one)) edge.changed(one);
    }
  }
  const owner = { id: "originalId", value: imageId({ bucket, key }) } as const;
  const remove = async ([result, now]: readonly [string, CurrentObject]): Promise<boolean> => {
    if (now.state !== "present") return false;
    const isRemoved = await store.removeIf(settings.destinationBucket, result, now.etag);
    if (isRemoved) edge.changed(result);
    return isRemoved;
  };
  const others = Object.entries(seen).filter(([one, now]) => !kept.includes(one) && isResultOf(now, owner));
  const manifest = others.filter(([one]) => one === manifestKey(key));
  const results = others.filter(([one]) => one !== manifestKey(key));
  if (results.length === 0 && kept.length > 0) return 0;
  const removed = [...(await allDone(manifest.map(remove))), ...(await allDone(results.map(remove)))];
  return removed.filter(Boolean).length;
}

/**
 * Removes the manifest of an original and then its results: those that its records list, those of its route's
 * variants under stable keys, and every one under immutable keys. Only objects whose metadata has the id are removed:
 * a later version's results have the same keys.
 *
 * @returns how many were removed
 */
export async function removeResults(
  deps: RemovalDeps,
  key: string,
  records: readonly ImageRecord[],
  owner: ResultOwner,
): Promise<number> {
  const { store, settings, edge } = deps;
  const bucket = settings.destinationBucket;
  const immutable = settings.address === "immutable" ? await immutableResults(deps, key) : [];
  // An attempt that has removed them may have failed before the edge learnt of it; no key but the listing's says so.
  for (const { key: one, removed } of immutable) {
    if (removed !== undefined && Date.now() - Date.parse(removed) < EDGE_KEEPS_MS) edge.changed(one);
  }
  const keys = [
    ...variantsOf(settings, key).flatMap(({ name }) => resultKeys(name, key)),
    ...records.flatMap(({ variants }) => (variants ?? []).map((variant) => variant.key)),
    ...immutable.flatMap((one) => (one.removed === undefined ? [one.key] : [])),
  ];
  const remove = async (candidate: string): Promise<number> => {
    for (let contests = 0; contests < MAX_CONTESTS; contests += 1) {
      const now = await store.current(bucket, candidate);
      // An attempt that has removed it may have failed before the edge learnt of it.
      if (now.state === "deleted") edge.changed(candidate);
      if (now.state !== "present" || !isResultOf(now, owner)) return 0;
      if (await store.removeIf(bucket, candidate, now.etag)) {
        edge.changed(candidate);
        return 1;
      }
    }
    throw contested(candidate);
  };
  const manifest = [manifestKey(key)].filter(isStorableKey);
  const removed = [
    ...(await allDone(manifest.map(remove))),
    ...(await allDone([...new Set(keys)].filter(isStorableKey).map(remove))),
  ];
  return removed.reduce((sum, count) => sum + count, 0);
}
