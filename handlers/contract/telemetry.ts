/** How one upload ended. */
export type ImageOutcomeName = "processed" | "refused" | "failed" | "removed";

/** Fields of the structured log line that every outcome has. */
export const logFields = {
  outcome: "outcome",
  bucket: "bucket",
  key: "key",
  versionId: "version_id",
  imageId: "image_id",
  /** A `RefusalReason` when refused, the error's name when failed. */
  reason: "reason",
  /** A sentence for people. */
  message: "error_message",
  durationMs: "duration_ms",
  bytesIn: "bytes_in",
  bytesOut: "bytes_out",
  /** Of the original, two decimals. */
  megapixels: "megapixels",
  /** Codes of what is wrong with an image that was processed all the same. */
  warnings: "warnings",
  requestId: "request_id",
  /** Name of the variant; of the workflow's line per variant only. */
  variant: "variant",
  /** Milliseconds for reading the original. */
  readMs: "read_ms",
  /** Milliseconds from its data to pixels, or to planes of samples. */
  decodeMs: "decode_ms",
  /** Milliseconds to the sizes of the results. */
  resizeMs: "resize_ms",
  /** Milliseconds from pixels to the results' data. */
  encodeMs: "encode_ms",
  /** Milliseconds for storing the results, side by side. */
  writeMs: "write_ms",
} as const;

/** CloudWatch namespace of the functions' own metrics. */
export const METRICS_NAMESPACE = "ImagePipeline";

/** Dimensions of the functions' own metrics; `reason` is one of `refusedByReason` only. */
export const metricDimensions = { service: "service", reason: "reason" } as const;

/** The functions' own metrics. */
export const metricNames = {
  processed: "ImagesProcessed",
  refused: "ImagesRefused",
  failed: "ImagesFailed",
  removed: "ImagesRemoved",
  refusedByReason: "ImagesRefusedByReason",
  /** Milliseconds. */
  duration: "ProcessingDuration",
  bytesIn: "BytesIn",
  bytesOut: "BytesOut",
  /** Paths of results, each of which CloudFront may charge for. */
  invalidated: "PathsInvalidated",
} as const satisfies Record<ImageOutcomeName, string> & Record<string, string>;
