import type { Connections, ImageRecord, ImageRecords, ObjectRef } from "./ports";

/** The records of a key, and that of one version for certain: the index that finds the others lags behind the table. */
export async function recordsOfKey(
  records: ImageRecords,
  { imageId }: Pick<Connections, "imageId">,
  ref: ObjectRef,
): Promise<readonly ImageRecord[]> {
  const [known, own] = await Promise.all([records.ofKey(ref.bucket, ref.key), records.get(imageId(ref))]);
  const indexed = known.some(({ image_id: id }) => id === own?.image_id);
  return own && !indexed ? [...known, own] : known;
}
