/**
 * Every name that two sides of the program share: `infra/` declares it, `layer/` and the handlers use it, `commands/`
 * reads it.
 *
 * Plain values, types and pure functions only: handlers are captured as text, and what they use of this file with them.
 */

// --- Media types, formats and keys ----------------------------------------------------------------------------------

/** Media types that are accepted: those of the formats that can be decoded. */
export const acceptedMediaTypes = [
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/bmp",
  "image/tiff",
  "image/webp",
] as const;

/** Media types of results, and the extension that a result gets where its format is not the original's. */
export const resultExtensions = { "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp" } as const;

/** How an image is fitted into a variant's box: CSS's `object-fit`, plus `inside`, which never enlarges. */
export const variantFits = ["cover", "contain", "fill", "inside"] as const;

/** Format of a result. `auto`: JPEG stays JPEG, PNG stays PNG, everything else becomes JPEG. */
export const variantFormats = ["auto", "jpeg", "png", "webp"] as const;

/** The specification of one result that every image gets. */
export interface Variant {
  /** Prefix of the result's key: `<name>-<key>`. */
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly fit: (typeof variantFits)[number];
  readonly format: (typeof variantFormats)[number];
  /** JPEG and WebP quality, 1..100. */
  readonly quality: number;
  /** `#rrggbb`, under transparent images in JPEG and around a `contain`. */
  readonly background: string;
}

/** S3's limit on the length of a key, UTF-8 bytes. */
export const MAX_KEY_BYTES = 1024;

/**
 * The key of a result: `<variant>-<key>`. A result in the original's format keeps its name; a converted one gets the
 * extension of its own format, so `scan.tiff` becomes `processed-scan.jpg`.
 *
 * @param extension of the result's format, with its dot; undefined: the format is the original's
 */
export function resultKey(variant: string, key: string, extension?: string): string {
  if (extension === undefined) return `${variant}-${key}`;
  const nameAt = key.lastIndexOf("/") + 1;
  const dotAt = key.lastIndexOf(".");
  // A leading dot begins a name, it does not end one.
  return `${variant}-${dotAt > nameAt ? key.slice(0, dotAt) : key}${extension}`;
}

/** Whether S3 accepts a key of this length. */
export function isStorableKey(key: string): boolean {
  return Buffer.byteLength(key) <= MAX_KEY_BYTES;
}

/** User metadata (`x-amz-meta-*`) of a result. */
export const objectMetadata = {
  /** Id of the version that the result was made of. */
  imageId: "image-id",
  /** Id of the original's key, whatever its version. */
  originalId: "original-id",
} as const;

// --- Functions' environment -----------------------------------------------------------------------------------------

/** Environment variables of the functions. */
export const environmentVariables = {
  sourceBucket: "SOURCE_BUCKET",
  /** Absent: no prefix. */
  uploadPrefix: "UPLOAD_PREFIX",
  /** JSON: a list of texts. */
  suffixes: "SUFFIXES",
  destinationBucket: "DESTINATION_BUCKET",
  /** JSON: a list of `Variant`. */
  variants: "VARIANTS",
  maxInputBytes: "MAX_INPUT_BYTES",
  maxInputPx: "MAX_INPUT_PX",
  /** Absent: the stack keeps no records. */
  metadataTable: "METADATA_TABLE",
  /** KMS key of the destination bucket; absent: SSE-S3. */
  encryptionKeyArn: "ENCRYPTION_KEY_ARN",
  /** Absent: no page of another origin may call the upload API. */
  corsOrigin: "CORS_ORIGIN",
  /** Read by Powertools. */
  serviceName: "POWERTOOLS_SERVICE_NAME",
  /** Read by Powertools. */
  metricsNamespace: "POWERTOOLS_METRICS_NAMESPACE",
} as const;

// --- Records --------------------------------------------------------------------------------------------------------

/** Statuses of a record. */
export const recordStatuses = ["PROCESSED", "REFUSED"] as const;
export type RecordStatus = (typeof recordStatuses)[number];

/**
 * Reasons for which an image is refused permanently. A retry changes nothing, so the refusal is recorded and the event
 * is done. An error without one of these codes is thrown, retried, and finally kept in the dead-letter queue.
 */
export const refusalReasons = [
  "NOT_AN_IMAGE",
  "IMAGE_TOO_LARGE",
  "IMAGE_CORRUPT",
  "FORMAT_UNSUPPORTED",
  "KEY_TOO_LONG",
  "SOURCE_GONE",
  "SUPERSEDED",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** A result as the record keeps it. Sizes are "WxH" in pixels. */
export interface VariantRecord {
  readonly name: string;
  readonly key: string;
  readonly size: string;
  readonly bytes: number;
  readonly content_type: string;
}

/** The record of one version of an original. Field names are the table's attribute names. */
export interface ImageRecord {
  /** Name-based UUID (RFC 9562, version 5) of bucket, key and version. */
  readonly image_id: string;
  readonly status: RecordStatus;
  /** Why it was refused: a `RefusalReason`. Records of earlier releases may hold others. */
  readonly reason?: string;
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
  readonly bytes_in?: number;
  /** Of all results. */
  readonly bytes_out?: number;
  /** Key of the first variant. */
  readonly processed_key?: string;
  /** Pixels of the first variant, "WxH". */
  readonly processed_size?: string;
  readonly variants?: readonly VariantRecord[];
  readonly duration_ms: number;
}

/** The table's partition key. */
export const RECORD_KEY = "image_id" satisfies keyof ImageRecord;

/** The table's index over the keys of originals; its records of one key are ordered by upload time. */
export const originalKeyIndex = {
  name: "original-key-index",
  partitionKey: "original_key",
  sortKey: "upload_time",
} as const satisfies { name: string; partitionKey: keyof ImageRecord; sortKey: keyof ImageRecord };

/**
 * When a record may be written: there is none, or it is of an earlier event, or the same event was refused before (a
 * redelivery may replace a refusal, and never a result). Parameters of DynamoDB's PutItem.
 *
 * @param sequencer of the record to be written, as an attribute value: `{ S: … }`, in a state machine `{ "S.$": … }`
 */
export function newerRecordCondition<Value>(sequencer: Value) {
  return {
    ConditionExpression:
      "attribute_not_exists(image_id) OR sequencer < :sequencer OR (sequencer = :sequencer AND #status <> :processed)",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: { ":sequencer": sequencer, ":processed": { S: "PROCESSED" satisfies RecordStatus } },
  };
}

// --- Events ---------------------------------------------------------------------------------------------------------

/** Events of S3 as its notifications name them: the prefix of every event that creates an object. */
export const OBJECT_CREATED_EVENTS = "s3:ObjectCreated:";

/** Events of S3 as EventBridge receives them. */
export const eventBridgeSource = { source: "aws.s3", detailType: "Object Created" } as const;

/** The parts that are used of a record of an S3 event notification, event structure 2.x. */
export interface S3EventRecord {
  readonly eventName: string;
  /** ISO 8601. */
  readonly eventTime: string;
  readonly s3: {
    readonly bucket: { readonly name: string };
    readonly object: {
      /** Encoded as in a form: `+` is a blank, the rest percent-encoded UTF-8. */
      readonly key: string;
      readonly versionId?: string;
      /** Hexadecimal; of two events for one key the later has the greater one. */
      readonly sequencer?: string;
    };
  };
}

/** An event notification of S3, or the `s3:TestEvent` that S3 sends once when a notification is configured. */
export interface S3Event {
  readonly Records?: readonly S3EventRecord[];
  readonly Event?: string;
}

/** The parts that are used of an "Object Created" event as S3 sends it to EventBridge. Its key is not encoded. */
export interface ObjectCreatedEvent {
  /** ISO 8601. */
  readonly time: string;
  readonly detail: {
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly "version-id"?: string;
      readonly sequencer?: string;
    };
  };
}

/** Decodes the key in a record of an S3 event notification. */
export function decodeEventKey(encoded: string): string {
  return decodeURIComponent(encoded.replace(/\+/g, " "));
}

/** Whether an object is a folder marker: the empty object that consoles create to show a folder. */
export function isFolderMarker(key: string): boolean {
  return key.endsWith("/");
}

/** Whether the stack's triggers process objects with this key. Their prefix is the caller's to check. */
export function matchesTrigger(key: string, { suffixes }: { readonly suffixes: readonly string[] }): boolean {
  return !isFolderMarker(key) && (suffixes.length === 0 || suffixes.some((suffix) => key.endsWith(suffix)));
}

/** How the workflow's first step ends; the state machine chooses its next state by it. */
export const inspectionOutcomes = { render: "render", refused: "refused", ignored: "ignored" } as const;

// --- Logs and metrics -----------------------------------------------------------------------------------------------

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
  requestId: "request_id",
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
} as const satisfies Record<ImageOutcomeName, string> & Record<string, string>;

// --- Upload API -----------------------------------------------------------------------------------------------------

/** Body of `POST /uploads`. */
export interface UploadRequest {
  /** Without the stack's prefix. */
  readonly key: string;
  readonly contentType: string;
  /** Size of the file. */
  readonly bytes: number;
}

/** Parameters of the API: in the path of an image, and in the query of uploads and searches. */
export const apiParameters = { imageId: "image_id", key: "key" } as const;

/** Codes of the problems that the API's functions answer with; stable. */
export const problemCodes = [
  "REQUEST_INVALID",
  "KEY_INVALID",
  "CONTENT_TYPE_UNSUPPORTED",
  "IMAGE_TOO_LARGE",
  "IMAGE_UNKNOWN",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** How long an upload form and a link to a result are valid, seconds (15 minutes). */
export const SIGNATURE_EXPIRES_SEC = 15 * 60;

/** Status that the API answers with while an image has no record yet. */
export const PENDING_STATUS = "PROCESSING";

// --- Stack outputs --------------------------------------------------------------------------------------------------

/** Outputs of the stack: those that every stack has, and those that depend on its configuration. */
export const stackOutputs = {
  required: ["sourceBucket", "destinationBucket", "deadLetterQueueUrl"],
  optional: ["functionName", "stateMachineArn", "metadataTable", "alertTopicArn", "uploadApiUrl", "uploadApiKey"],
} as const;

/** The stack's outputs by name. */
export type StackOutputs<Value = string> = {
  readonly [Name in (typeof stackOutputs.required)[number]]: Value;
} & { readonly [Name in (typeof stackOutputs.optional)[number]]?: Value };
