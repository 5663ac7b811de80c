import type { Connections, ObjectRef, PictureHeader, Rendered, VariantRecord } from "./ports";
import { refusal } from "./refusal";
import { isStorableKey, resultKey } from "./result-key";

/** A result may change when its original is replaced, so caches ask again after a day at the latest. */
const CACHE_CONTROL = "public, max-age=86400";

/** What was found out about a picture on its way; what is known when it is refused goes to the record. */
export interface Progress {
  bytesIn?: number;
  header?: PictureHeader;
}

/** Reads one version of an original, refusing by size before its body is read. */
export async function readOriginal(
  { store, settings }: Pick<Connections, "store" | "settings">,
  ref: ObjectRef,
  progress: Progress,
): Promise<Buffer> {
  const object = await store.open(ref);
  progress.bytesIn = object.sizeBytes;
  if (object.sizeBytes > settings.maxInputBytes || object.sizeBytes === 0) {
    object.discard();
    throw object.sizeBytes === 0
      ? refusal("NOT_AN_IMAGE", "the object is empty")
      : refusal("IMAGE_TOO_LARGE", `object has ${object.sizeBytes} bytes, limit is ${settings.maxInputBytes}`);
  }
  return object.read();
}

/** Renders every variant of an original and stores the results. */
export async function makeResults(
  deps: Connections,
  ref: ObjectRef,
  bytes: Buffer,
  progress: Progress,
): Promise<VariantRecord[]> {
  const { imaging, settings } = deps;
  const limits = { maxInputPx: settings.maxInputPx };
  const header = await imaging.probe(bytes, limits);
  progress.header = header;
  const renditions = await imaging.render(bytes, settings.variants, limits);

  const results = renditions.map((rendition) => ({
    key: storableKey(rendition.name, ref.key, header, rendition),
    rendition,
  }));
  await requireCurrent(deps, ref);
  await Promise.all(results.map(({ key, rendition }) => storeResult(deps, ref, key, rendition)));
  return results.map(({ key, rendition }) => variantRecord(key, rendition));
}

/** The key of a result; refuses one that S3 does not take. */
export function storableKey(variant: string, key: string, header: PictureHeader, rendition: Rendered): string {
  const result = resultKey(variant, key, rendition.contentType !== header.mime, rendition.extension);
  if (isStorableKey(result)) return result;
  throw refusal("KEY_TOO_LONG", `the result's key would have ${Buffer.byteLength(result)} bytes, S3 takes 1024`);
}

/** Events come in any order: what was overwritten or deleted meanwhile must not replace the newer one's results. */
export async function requireCurrent({ store }: Pick<Connections, "store">, ref: ObjectRef): Promise<void> {
  const now = await store.current(ref.bucket, ref.key);
  if (now.state !== "present" || (ref.versionId !== undefined && now.versionId !== ref.versionId)) {
    throw refusal("SUPERSEDED", "the object was overwritten or deleted before this version was processed");
  }
}

/** Stores one result, marked with the original that it was made of and with the version. */
export async function storeResult(
  { store, settings, imageId }: Pick<Connections, "store" | "settings" | "imageId">,
  ref: ObjectRef,
  key: string,
  { bytes, contentType }: Rendered,
): Promise<void> {
  await store.write(settings.destinationBucket, key, bytes, {
    contentType,
    cacheControl: CACHE_CONTROL,
    metadata: { "image-id": imageId(ref), "original-id": imageId({ bucket: ref.bucket, key: ref.key }) },
  });
}

export function variantRecord(key: string, { name, width, height, bytes, contentType }: Rendered): VariantRecord {
  return { name, key, size: `${width}x${height}`, bytes: bytes.length, content_type: contentType };
}
