import type { Image, ImageClass } from "../handlers/ports/image";
import type { ObjectStore } from "../handlers/ports/object-store";
import type { Watermarks } from "../handlers/ports/watermarks";

/** Largest watermark, width x height in pixels. It stays in the function's memory, 4 bytes a pixel. */
const MAX_WATERMARK_PX = 4_000_000;

interface Kept {
  /** Version, or time of the last write where the bucket keeps no versions. */
  readonly version: string;
  readonly image: Promise<Image>;
}

/** Watermarks in a bucket. Each is read once per container, and again when there is another version. */
export function bucketWatermarks(store: ObjectStore, bucket: string, Jimp: ImageClass): Watermarks {
  const kept = new Map<string, Kept>();

  async function readImage(key: string, versionId: string | undefined): Promise<Image> {
    const object = await store.open({ bucket, key, ...(versionId === undefined ? {} : { versionId }) });
    const image = await Jimp.fromBuffer(await object.read(), { maxInputPx: MAX_WATERMARK_PX });
    return image.decode();
  }

  return {
    async read(key) {
      const now = await store.current(bucket, key);
      if (now.state !== "present") throw unusable(key, `${bucket} has no such object`);
      const version = now.versionId ?? now.modified;
      const known = kept.get(key);
      const image = known?.version === version ? known.image : readImage(key, now.versionId);
      kept.set(key, { version, image });
      try {
        return await image;
      } catch (error) {
        // The next event tries again.
        kept.delete(key);
        if (typeof (error as { code?: unknown }).code !== "string") throw error;
        throw unusable(key, error instanceof Error ? error.message : String(error), error);
      }
    },
  };
}

/** Not one of the codes that refuse an image: the event is retried, and then kept as a dead letter. */
function unusable(key: string, why: string, cause?: unknown): Error {
  const message =
    `The watermark ${key} cannot be used: ${why}. ` +
    "Expected a readable image in the source bucket: put one there, then redrive the dead letters.";
  return Object.assign(new Error(message, { cause }), { name: "WATERMARK_UNUSABLE", code: "WATERMARK_UNUSABLE" });
}
