import type { DescribedImage } from "./image-description";

/** Fields that say how an image is stored: who reads results, which may be everybody, needs none of them. */
const internalFields = ["source_bucket", "destination_bucket", "version_id", "sequencer"] as const;

/** An image as its manifest describes it: as the API does, but for {@link internalFields}. */
export type ImageManifest = Omit<DescribedImage, (typeof internalFields)[number]>;

export function manifestOf(image: DescribedImage): ImageManifest {
  const internal: readonly string[] = internalFields;
  return Object.fromEntries(
    Object.entries(image).filter(([name]) => !internal.includes(name)),
  ) as unknown as ImageManifest;
}
