import type { ImageRecord } from "../contract/image-record";

/** The records of images. Where the stack keeps none, nothing is written and nothing is found. */
export interface ImageRecords {
  /** Whether the stack keeps records: an image without one is unknown if it does, and usual if it does not. */
  readonly enabled: boolean;
  /**
   * Writes a record unless the one it would replace is of a later event, or of the same event and PROCESSED. One that
   * is FAILED replaces no results of any event, and no refusal of the same event.
   * @returns whether it was written
   */
  put(record: ImageRecord): Promise<boolean>;
  get(imageId: string): Promise<ImageRecord | undefined>;
  /** The records of every version of a key, the latest upload first. Eventually consistent. */
  ofKey(bucket: string, key: string): Promise<readonly ImageRecord[]>;
  /** Removes a record unless it is of an event later than `upTo`. What does not exist is no error. */
  remove(imageId: string, upTo?: string): Promise<void>;
}
