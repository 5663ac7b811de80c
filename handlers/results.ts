import { allDone } from "./all-done";
import type { ImageRecord, VariantRecord } from "./contract/image-record";
import { objectMetadata } from "./contract/object-metadata";
import { parseSize, sizeText } from "./contract/pixel-size";
import { isStorableKey, manifestKey, MAX_KEY_BYTES, resultKey, resultKeys } from "./contract/result-keys";
import { appliesTo } from "./contract/variant-sets";
import type { Variant } from "./contract/variants";
import type { Connections } from "./ports";
import type { ImageHeader } from "./ports/image";
import type { CurrentObject, ObjectRef } from "./ports/object-store";
import { refusalError } from "./refusal";
import type { Rendition } from "./rendition";
import { contested, MAX_CONTESTS, storeOver } from "./store-over";

/** A result changes when its original is replaced: caches have to revalidate after a day at the latest. */
const CACHE_CONTROL = "public, max-age=86400";

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

/** The key of a rendition's result. @throws a refusal if S3 does not accept it, or that of the manifest */
export function storableKey(
  { settings }: Pick<Connections, "settings">,
  key: string,
  header: ImageHeader,
  rendition: Rendition,
): string {
  const { name, contentType, extension, extended = false } = rendition;
  const result = resultKey(name, key, contentType === header.mime && !extended ? undefined : extension);
  requireStorable("result", result);
  if (settings.manifests) requireStorable("manifest", manifestKey(key));
  return result;
}

function requireStorable(what: "result" | "manifest", key: string): void {
  if (isStorableKey(key)) return;
  const sizeBytes = Buffer.byteLength(key);
  throw refusalError("KEY_TOO_LONG", `The ${what}'s key would have ${sizeBytes} bytes; S3 accepts ${MAX_KEY_BYTES}.`);
}

/**
 * Looks at what is stored under the keys that results of an original can have, and that its manifest has where the
 * stack makes any. Keys that S3 cannot have hold nothing.
 *
 * @param keysOf those of one variant: `configuredResultKeys`, or `resultKeys` for every one
 */
export async function lookAtResults(
  { store, settings }: Pick<Connections, "store" | "settings">,
  key: string,
  variants: readonly Variant[],
  keysOf: (variant: Variant, key: string) => readonly string[],
): Promise<SeenResults> {
  const keys = [
    ...variants.flatMap((variant) => keysOf(variant, key)),
    ...(settings.manifests ? [manifestKey(key)] : []),
  ];
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
 * Stores one result, over what was seen under its key before the original was seen to be current ({@link storeOver}).
 *
 * @throws a refusal if the version is no longer current when somebody else has changed the result
 */
export async function storeResult(
  deps: Pick<Connections, "store" | "settings" | "edge" | "imageId" | "digest" | "specificationOf">,
  ref: ObjectRef,
  { key, rendition, header }: ResultToStore,
  seen: CurrentObject,
): Promise<VariantRecord> {
  const { settings, imageId, digest, specificationOf } = deps;
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
  const object = { bytes, contentType, cacheControl: CACHE_CONTROL, metadata };
  await storeOver(deps, ref, key, () => Promise.resolve(object), { seen, invalidates: ["present"] });
  return {
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
}

/**
 * Removes results of an original that were seen, except for those under the kept keys: of earlier versions that had
 * another format, or that could be processed. The manifest, if it was seen, goes before what it may name.
 *
 * @returns how many were removed
 */
export async function removeOtherResults(
  { store, settings, edge, imageId }: Pick<Connections, "store" | "settings" | "edge" | "imageId">,
  { bucket, key }: ObjectRef,
  seen: SeenResults,
  kept: readonly string[],
): Promise<number> {
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
 * Removes the manifest of an original and then its results: those that its records list, and those of the stack's
 * variants. Only objects whose metadata has the id are removed: a later version's results have the same keys.
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
