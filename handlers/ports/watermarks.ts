import type { Image } from "./image";

/** The watermarks of the stack's variants, which are objects of the source bucket. */
export interface Watermarks {
  /**
   * The current version of a watermark, decoded. The caller changes a clone of it.
   * @throws Error with code `WATERMARK_UNUSABLE` if it does not exist or is no image: a failure, not a refusal
   */
  read(key: string): Promise<Image>;
}
