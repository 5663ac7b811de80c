/**
 * Reasons for which an image is refused permanently. A retry changes nothing, so the refusal is recorded and the event
 * is done. An error without one of these codes is thrown, retried, and finally kept in the dead-letter queue.
 */
export const refusalReasons = [
  "NOT_AN_IMAGE",
  "IMAGE_TOO_LARGE",
  "IMAGE_TOO_COSTLY",
  "IMAGE_CORRUPT",
  "FORMAT_UNSUPPORTED",
  "KEY_TOO_LONG",
  "SOURCE_GONE",
  "SUPERSEDED",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
