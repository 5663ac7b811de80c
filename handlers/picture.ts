import type { Connections, ObjectRef, PictureHeader, VariantRecord } from "./ports";
import { refusal } from "./refusal";
import { isStorableKey, resultKey } from "./result-key";

/** A result may change when its original is replaced, so caches ask again after a day at the latest. */
const cacheControl = "public, max-age=86400";

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
  { store, imaging, settings }: Pick<Connections, "store" | "imaging" | "settings">,
  ref: ObjectRef,
  imageId: string,
  bytes: Buffer,
  progress: Progress,
): Promise<VariantRecord[]> {
  const limits = { maxInputPx: settings.maxInputPx };
  const header = await imaging.probe(bytes, limits);
  progress.header = header;
  const renditions = await imaging.render(bytes, settings.variants, limits);

  const results = renditions.map((rendition) => {
    const key = resultKey(rendition.name, ref.key, rendition.contentType !== header.mime, rendition.extension);
    if (!isStorableKey(key)) {
      throw refusal("KEY_TOO_LONG", `the result's key would have ${Buffer.byteLength(key)} bytes, S3 takes 1024`);
    }
    return { key, rendition };
  });
  // Events come in any order: what was overwritten or deleted meanwhile must not replace the newer one's results.
  if (!(await store.isCurrent(ref))) {
    throw refusal("SUPERSEDED", "the object was overwritten or deleted before this version was processed");
  }
  await Promise.all(
    results.map(({ key, rendition }) =>
      store.write(settings.destinationBucket, key, rendition.bytes, {
        contentType: rendition.contentType,
        cacheControl,
        metadata: { "image-id": imageId },
      }),
    ),
  );
  return results.map(({ key, rendition }) => ({
    name: rendition.name,
    key,
    size: `${rendition.width}x${rendition.height}`,
    bytes: rendition.bytes.length,
    content_type: rendition.contentType,
  }));
}
