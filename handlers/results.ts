import {
  isStorableKey,
  MAX_KEY_BYTES,
  objectMetadata,
  resultKey,
  resultKeys,
  type ImageRecord,
  type VariantRecord,
} from "./contract";
import type { Connections } from "./ports";
import type { ImageHeader } from "./ports/image";
import type { ObjectRef } from "./ports/object-store";
import { refusalError } from "./refusal";
import type { Rendition } from "./rendition";

/** A result changes when its original is replaced: caches have to revalidate after a day at the latest. */
const CACHE_CONTROL = "public, max-age=86400";

/** The key of a rendition's result. @throws a refusal if S3 does not accept it */
export function storableKey(key: string, header: ImageHeader, { name, contentType, extension }: Rendition): string {
  const result = resultKey(name, key, contentType === header.mime ? undefined : extension);
  if (isStorableKey(result)) return result;
  const sizeBytes = Buffer.byteLength(result);
  throw refusalError("KEY_TOO_LONG", `The result's key would have ${sizeBytes} bytes; S3 accepts ${MAX_KEY_BYTES}.`);
}

type StoreResultDeps = Pick<Connections, "store" | "settings" | "imageId" | "specificationOf">;

/** Stores one result. Its metadata names the original and its version: a key alone identifies neither. */
export async function storeResult(
  { store, settings, imageId, specificationOf }: StoreResultDeps,
  ref: ObjectRef,
  key: string,
  { name, width, height, bytes, contentType }: Rendition,
): Promise<VariantRecord> {
  const variant = settings.variants.find((one) => one.name === name);
  const specification = variant && specificationOf(variant);
  await store.write(settings.destinationBucket, key, bytes, {
    contentType,
    cacheControl: CACHE_CONTROL,
    metadata: {
      [objectMetadata.imageId]: imageId(ref),
      [objectMetadata.originalId]: imageId({ bucket: ref.bucket, key: ref.key }),
      ...(specification === undefined ? {} : { [objectMetadata.specification]: specification }),
    },
  });
  return { name, key, size: `${width}x${height}`, bytes: bytes.length, content_type: contentType, specification };
}

/**
 * Removes results of an original: those that its records list, and those of the stack's variants. Only objects whose
 * metadata has the id are removed: a later version's results have the same keys.
 *
 * @returns how many were removed
 */
export async function removeResults(
  { store, settings }: Pick<Connections, "store" | "settings">,
  key: string,
  records: readonly ImageRecord[],
  owner: { readonly id: keyof typeof objectMetadata; readonly value: string },
): Promise<number> {
  const bucket = settings.destinationBucket;
  const keys = [
    ...settings.variants.flatMap(({ name }) => resultKeys(name, key)),
    ...records.flatMap(({ variants }) => (variants ?? []).map((variant) => variant.key)),
  ];
  const removed = await Promise.all(
    [...new Set(keys)].map(async (candidate) => {
      const now = await store.current(bucket, candidate);
      if (now.state !== "present" || now.metadata[objectMetadata[owner.id]] !== owner.value) return 0;
      await store.remove({ bucket, key: candidate });
      return 1;
    }),
  );
  return removed.reduce((sum: number, count) => sum + count, 0);
}

/** Whether this version has a result for every variant. */
export async function hasResults(
  { store, settings, imageId }: Pick<Connections, "store" | "settings" | "imageId">,
  ref: ObjectRef,
): Promise<boolean> {
  const id = imageId(ref);
  const found = await Promise.all(
    settings.variants.map(async ({ name }) => {
      const now = await Promise.all(
        resultKeys(name, ref.key).map((key) => store.current(settings.destinationBucket, key)),
      );
      return now.some((object) => object.state === "present" && object.metadata[objectMetadata.imageId] === id);
    }),
  );
  return found.every(Boolean);
}
