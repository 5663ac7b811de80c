import { allDone } from "./all-done";
import type { ImageRecord, VariantRecord } from "./contract/image-record";
import { objectMetadata } from "./contract/object-metadata";
import { parseSize, sizeText } from "./contract/pixel-size";
import { isStorableKey, MAX_KEY_BYTES, resultKey, resultKeys } from "./contract/result-keys";
import { appliesTo } from "./contract/variant-sets";
import { requireCurrent } from "./original";
import type { Connections } from "./ports";
import type { ImageHeader } from "./ports/image";
import type { CurrentObject, ObjectRef } from "./ports/object-store";
import { refusalError } from "./refusal";
import type { Rendition } from "./rendition";
import type { Upload } from "./upload";

/** A result changes when its original is replaced: caches have to revalidate after a day at the latest. */
const CACHE_CONTROL = "public, max-age=86400";

/** Milliseconds within which an event that failed is tried again: 6 hours by Lambda, and the last run. */
const RETRIED_FOR_MS = 7 * 60 * 60 * 1000;

/** How often a result is written, or removed, anew because somebody else has changed it in between. */
const MAX_CONTESTS = 10;

/** What is stored under keys of results, by key. */
export type SeenResults = Readonly<Record<string, CurrentObject>>;

/** Whose results: those of one version, or those of every version of a key. */
export interface ResultOwner {
  readonly id: "imageId" | "originalId";
  readonly value: string;
}

/** A rendition, the key that it is stored under, and the header of its original. */
interface ResultToStore {
  readonly key: string;
  readonly rendition: Rendition;
  readonly header: ImageHeader;
}

/** The key of a rendition's result. @throws a refusal if S3 does not accept it */
export function storableKey(key: string, header: ImageHeader, rendition: Rendition): string {
  const { name, contentType, extension, extended = false } = rendition;
  const result = resultKey(name, key, contentType === header.mime && !extended ? undefined : extension);
  if (isStorableKey(result)) return result;
  const sizeBytes = Buffer.byteLength(result);
  throw refusalError("KEY_TOO_LONG", `The result's key would have ${sizeBytes} bytes; S3 accepts ${MAX_KEY_BYTES}.`);
}

/** Looks at what is stored under keys. Keys that S3 cannot have hold nothing. */
export async function lookAtResults(
  { store, settings }: Pick<Connections, "store" | "settings">,
  keys: readonly string[],
): Promise<SeenResults> {
  const storable = [...new Set(keys)].filter(isStorableKey);
  const seen = await Promise.all(
    storable.map(async (key) => [key, await store.current(settings.destinationBucket, key)] as const),
  );
  return Object.fromEntries(seen);
}

/** Whether an object is a result of this owner: a key alone says neither the version nor who stored it. */
export function isResultOf(now: CurrentObject, { id, value }: ResultOwner): boolean {
  return now.state === "present" && now.metadata[objectMetadata[id]] === value;
}

/**
 * Stores one result: over what was seen under its key before the original was seen to be current, and over nothing
 * else. So a version that is late never replaces what a later one has stored meanwhile. What another delivery of the
 * same event has stored already is not stored again.
 *
 * @throws a refusal if the version is no longer current when somebody else has changed the result
 */
export async function storeResult(
  deps: Pick<Connections, "store" | "settings" | "edge" | "imageId" | "digest" | "specificationOf">,
  ref: ObjectRef,
  { key, rendition, header }: ResultToStore,
  seen: CurrentObject,
): Promise<VariantRecord> {
  const { store, settings, edge, imageId, digest, specificationOf } = deps;
  const { name, bytes, contentType, reused, warnings } = rendition;
  const variant = settings.variants.find((one) => one.name === name);
  const specification = variant && specificationOf(variant);
  const set = variant?.set;
  const bytesDigest = digest(bytes);
  const metadata = {
    [objectMetadata.imageId]: imageId(ref),
    [objectMetadata.originalId]: imageId({ bucket: ref.bucket, key: ref.key }),
    [objectMetadata.digest]: bytesDigest,
    ...(specification === undefined ? {} : { [objectMetadata.specification]: specification }),
    ...(set === undefined ? {} : { [objectMetadata.originalSize]: sizeText(header) }),
  };
  const options = { contentType, cacheControl: CACHE_CONTROL };
  const result = {
    name,
    key,
    size: sizeText(rendition),
    bytes: bytes.length,
    content_type: contentType,
    digest: bytesDigest,
    ...(set !== undefined && { set }),
    specification,
    ...(reused && { reused }),
    ...(warnings && { warnings }),
  };
  let now = seen;
  for (let contests = 0; contests < MAX_CONTESTS; contests += 1) {
    if (contests > 0) await requireCurrent(deps, ref);
    if (isStored(now, metadata)) {
      if (mayBeUnseen(now)) edge.changed(key);
      return result;
    }
    // The edge may still have what a delete marker hides: the attempt that has set it may have failed since.
    const replaces = edge.enabled && now.state !== "absent";
    const marked = replaces ? { ...metadata, [objectMetadata.replaces]: "true" } : metadata;
    if (await store.write(settings.destinationBucket, key, bytes, { ...options, metadata: marked }, now)) {
      if (replaces) edge.changed(key);
      return result;
    }
    now = await store.current(settings.destinationBucket, key);
  }
  throw contested(key);
}

function isStored(now: CurrentObject, metadata: Readonly<Record<string, string>>): boolean {
  return now.state === "present" && Object.entries(metadata).every(([name, value]) => now.metadata[name] === value);
}

/**
 * Whether the edge may not have learnt yet that this result has replaced another one: the attempt that stored it may
 * have failed since, and events are tried again for so long.
 */
function mayBeUnseen(now: CurrentObject): boolean {
  if (now.state !== "present" || now.metadata[objectMetadata.replaces] === undefined) return false;
  return isRetriedSince(now.modified);
}

/** Whether an event of this time, or one that has changed something then, may still be tried again. */
function isRetriedSince(time: string): boolean {
  return Date.now() - Date.parse(time) <= RETRIED_FOR_MS;
}

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
 * another format, or that could be processed. What an earlier attempt may have removed is invalidated again.
 *
 * @param upload the version that has the kept results, and the time of the event
 * @param seen what was stored before this attempt has written anything
 * @returns how many were removed
 */
export async function removeOtherResults(
  { store, settings, edge, imageId }: Pick<Connections, "store" | "settings" | "edge" | "imageId">,
  { ref, time }: Pick<Upload, "ref" | "time">,
  seen: SeenResults,
  kept: readonly string[],
): Promise<number> {
  const { bucket, key } = ref;
  const owner = { id: "originalId", value: imageId({ bucket, key }) } as const;
  const isRepeated = mayHaveRemoved(imageId(ref), time, seen, kept);
  const removed = await allDone(
    Object.entries(seen).map(async ([result, now]) => {
      if (now.state === "deleted" && isRepeated && !kept.includes(result)) edge.changed(result);
      if (now.state !== "present" || kept.includes(result) || !isResultOf(now, owner)) return false;
      const isRemoved = await store.removeIf(settings.destinationBucket, result, now.etag);
      if (isRemoved) edge.changed(result);
      return isRemoved;
    }),
  );
  return removed.filter(Boolean).length;
}

/**
 * Removes results of an original: those that its records list, and those of the stack's variants. Only objects whose
 * metadata has the id are removed: a later version's results have the same keys.
 *
 * @returns how many were removed
 */
export async function removeResults(
  { store, settings, edge }: Pick<Connections, "store" | "settings" | "edge">,
  key: string,
  records: readonly ImageRecord[],
  owner: ResultOwner,
): Promise<number> {
  const bucket = settings.destinationBucket;
  const keys = [
    ...settings.variants.flatMap(({ name }) => resultKeys(name, key)),
    ...records.flatMap(({ variants }) => (variants ?? []).map((variant) => variant.key)),
  ];
  const removed = await allDone(
    [...new Set(keys)].filter(isStorableKey).map(async (candidate) => {
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
    }),
  );
  return removed.reduce((sum: number, count) => sum + count, 0);
}

/** Whether a version has a result for every variant that applies to it. Results say how large their original was. */
export function hasResults(
  { settings, imageId }: Pick<Connections, "settings" | "imageId">,
  ref: ObjectRef,
  seen: SeenResults,
): boolean {
  const owner = { id: "imageId", value: imageId(ref) } as const;
  const [size] = Object.values(seen).flatMap((now) =>
    now.state === "present" && isResultOf(now, owner)
      ? (parseSize(now.metadata[objectMetadata.originalSize]) ?? [])
      : [],
  );
  return settings.variants
    .filter((variant) => appliesTo(variant, size))
    .every(({ name }) => resultKeys(name, ref.key).some((key) => isResultOf(seen[key] ?? { state: "absent" }, owner)));
}

/** A failure: the event is tried again later, when fewer others write the same result. */
function contested(key: string): Error {
  const message = `Expected to change the result ${key} within ${MAX_CONTESTS} attempts; others changed it each time.`;
  return Object.assign(new Error(message), { name: "RESULT_CONTESTED" });
}
