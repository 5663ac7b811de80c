import type { Connections, ImageRecord, ObjectRef } from "./ports";
import { resultKey } from "./result-key";

/** The extensions that a converted picture can have. */
const extensions = [".jpg", ".png", ".webp"];

/** Every key that a variant of an original may have, whatever its format was. */
export function candidateKeys(variant: string, key: string): readonly string[] {
  return [
    resultKey(variant, key, false, ""),
    ...extensions.map((extension) => resultKey(variant, key, true, extension)),
  ];
}

/**
 * Removes the results of an original: those that its records tell of, and those of today's variants. Names alone prove
 * nothing (`scan.tiff` and `scan.jpg` both make a `processed-scan.jpg`), so each is asked whose result it is.
 */
export async function removeResults(
  { store, settings }: Pick<Connections, "store" | "settings">,
  key: string,
  records: readonly ImageRecord[],
  mark: { readonly name: "image-id" | "original-id"; readonly value: string },
): Promise<number> {
  const bucket = settings.destinationBucket;
  const keys = [
    ...settings.variants.flatMap(({ name }) => candidateKeys(name, key)),
    ...records.flatMap(({ variants }) => (variants ?? []).map((variant) => variant.key)),
  ];
  const removed = await Promise.all(
    [...new Set(keys)].map(async (candidate) => {
      const now = await store.current(bucket, candidate);
      if (now.state !== "present" || now.metadata[mark.name] !== mark.value) return 0;
      await store.remove({ bucket, key: candidate });
      return 1;
    }),
  );
  return removed.reduce((sum: number, count) => sum + count, 0);
}

/** Whether every variant of this version is there. */
export async function hasResults(
  { store, settings, imageId }: Pick<Connections, "store" | "settings" | "imageId">,
  ref: ObjectRef,
): Promise<boolean> {
  const id = imageId(ref);
  const found = await Promise.all(
    settings.variants.map(async ({ name }) => {
      const now = await Promise.all(
        candidateKeys(name, ref.key).map((key) => store.current(settings.destinationBucket, key)),
      );
      return now.some((object) => object.state === "present" && object.metadata["image-id"] === id);
    }),
  );
  return found.every(Boolean);
}
