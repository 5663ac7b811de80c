import type { ImageRecord, RecordStatus } from "./image-record";

/** `source` of the events on the event bus. */
export const IMAGE_EVENT_SOURCE = "image-pipeline";

/** Version of {@link ImageEvent}: another one has other fields, or other meanings of them. */
export const IMAGE_EVENT_SCHEMA = 1;

/** `detail-type` of the events, by what has become of the image. */
export const imageEventTypes = {
  PROCESSED: "Image Processed",
  REFUSED: "Image Refused",
  FAILED: "Image Failed",
  REMOVED: "Image Removed",
} as const satisfies Record<ImageEventStatus, string>;

/** What has become of an image: the status of its record, or that it has none any more. */
export type ImageEventStatus = Exclude<RecordStatus, "PROCESSING"> | "REMOVED";

/** `detail` of an event. */
export interface ImageEvent {
  readonly schema: typeof IMAGE_EVENT_SCHEMA;
  /** The same however often the event is delivered; no other event has it. */
  readonly id: string;
  /** 40 digits: of two events of an image the later one has the greater, as text. */
  readonly sequence: string;
  readonly status: ImageEventStatus;
  /** The record, or of a removed image the last one, as the API answers it without links. */
  readonly image: ImageRecord;
  /** The record has too many results for an event: `image` has no `variants`. */
  readonly truncated?: true;
}

/** Digits of a sequence number at most (API reference of DynamoDB Streams, StreamRecord). */
export const SEQUENCE_DIGITS = 40;

/** Bytes of an event's detail at most: EventBridge takes entries of less than 256 KB (PutEvents, entry size). */
export const MAX_DETAIL_BYTES = 250_000;
