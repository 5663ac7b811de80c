import type { ImageAppearance } from "./image-appearance";
import type { Warning } from "./warnings";

/**
 * The states of an image, in records, API and commands alike. `PROCESSING`: uploaded, without an outcome so far.
 * `PROCESSED`: its results exist. `REFUSED`: a permanent answer with a reason. `FAILED`: its event is in the
 * dead-letter queue, from where it can be brought back.
 */
export const recordStatuses = ["PROCESSING", "PROCESSED", "REFUSED", "FAILED"] as const;
export type RecordStatus = (typeof recordStatuses)[number];

/** A result as the record keeps it. Sizes are "WxH" in pixels. */
export interface VariantRecord {
  readonly name: string;
  readonly key: string;
  readonly size: string;
  readonly bytes: number;
  readonly content_type: string;
  /** SHA-256 of its bytes, base64url. Absent in records of earlier releases. */
  readonly digest?: string;
  /** Name of the set that it is a member of. Absent: it is none. */
  readonly set?: string;
  /** The original's own compressed data, without its metadata: encoded anew it would be larger. Absent: it is not. */
  readonly reused?: true;
  /** Digest of the variant's specification (`specificationOf`). Absent in records of earlier releases. */
  readonly specification?: string;
  /** What is wrong with the original although it was rendered. Absent: nothing. */
  readonly warnings?: readonly Warning[];
}

/** The record of one version of an original. Field names are the table's attribute names. */
export interface ImageRecord extends Partial<ImageAppearance> {
  /** Name-based UUID (RFC 9562, version 5) of bucket, key and version. */
  readonly image_id: string;
  readonly status: RecordStatus;
  /**
   * Why it was refused, a `RefusalReason`, or why it failed, the code of the dead letter's reason. Records of earlier
   * releases may hold others.
   */
  readonly reason?: string;
  /** When it failed for good, ISO 8601. */
  readonly failed_at?: string;
  /** How often processing was attempted before it failed for good. */
  readonly attempts?: number;
  readonly original_key: string;
  readonly source_bucket: string;
  readonly destination_bucket: string;
  readonly version_id?: string;
  /** The event's sequencer, padded so that text order is event order. */
  readonly sequencer: string;
  /** When the object was created, ISO 8601. */
  readonly upload_time: string;
  /** Pixels, "WxH", after EXIF orientation. Absent when the header could not be read. */
  readonly original_size?: string;
  /** The original's media type, detected from its bytes. */
  readonly content_type?: string;
  /** The original's focal point, `0.3,0.7`, by its metadata. Absent: none. */
  readonly focal?: string;
  /** What is wrong with the original although it was processed. Absent: nothing. */
  readonly warnings?: readonly Warning[];
  readonly bytes_in?: number;
  /** Of all results. */
  readonly bytes_out?: number;
  /** Key of the first variant. */
  readonly processed_key?: string;
  /** Pixels of the first variant, "WxH". */
  readonly processed_size?: string;
  readonly variants?: readonly VariantRecord[];
  /** Absent where the event failed for good: nobody measured it. */
  readonly duration_ms?: number;
}

/** The table's partition key. */
export const RECORD_KEY = "image_id" satisfies keyof ImageRecord;

/** The table's index over the keys of originals; its records of one key are ordered by upload time. */
export const originalKeyIndex = {
  name: "original-key-index",
  partitionKey: "original_key",
  sortKey: "upload_time",
} as const satisfies { name: string; partitionKey: keyof ImageRecord; sortKey: keyof ImageRecord };
