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

/** Where a watermark is: at a side or corner, or in the middle. */
export const gravities = [
  "northwest",
  "north",
  "northeast",
  "west",
  "center",
  "east",
  "southwest",
  "south",
  "southeast",
] as const;
export type Gravity = (typeof gravities)[number];

/** An image that is drawn over results. */
export interface WatermarkSpec {
  /** Object in the source bucket. It is not processed as an original. */
  readonly key: string;
  readonly gravity: Gravity;
  /** Share of the result's width and height that it fits into, above 0, up to 1. */
  readonly scale: number;
  /** Above 0, up to 1. */
  readonly opacity: number;
}

/** What is done to a result after it was fitted into its box: a method of jimp's, and what it takes. */
export type Operation =
  | { readonly greyscale: true }
  | { readonly sepia: true }
  /** A convolution of each pixel with its four neighbours. */
  | { readonly sharpen: true }
  /** Radius, pixels, 1..100. */
  | { readonly blur: number }
  /** Factor, 0..10; 1 changes nothing. */
  | { readonly brightness: number }
  /** -0.99..0.99; 0 changes nothing. */
  | { readonly contrast: number }
  /** Degrees counter-clockwise, -360..360. What becomes free has the variant's background; the result is enlarged. */
  | { readonly rotate: number }
  /** `horizontal` swaps left and right. */
  | { readonly flip: "horizontal" | "vertical" }
  | { readonly watermark: WatermarkSpec };

/** The specification of one result that every image gets. */
export interface Variant {
  /** First part of the result's key: `<name>-<key>`, converted `<name>/<key>.<ext>`. See `variantNamePattern`. */
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
  /** In order, after the image was fitted into the box. Absent: none. */
  readonly operations?: readonly Operation[];
}

/** Keys of the watermarks of variants. */
export function watermarkKeys(variants: readonly Variant[]): readonly string[] {
  const operations = variants.flatMap((variant) => variant.operations ?? []);
  return [...new Set(operations.flatMap((operation) => ("watermark" in operation ? operation.watermark.key : [])))];
}

/** Whether an object is a watermark of the stack's variants: a caller of the API can neither replace nor delete it. */
export function isWatermark(key: string, { variants }: { readonly variants: readonly Variant[] }): boolean {
  return watermarkKeys(variants).includes(key);
}

/** S3's limit on the length of a key, UTF-8 bytes. */
export const MAX_KEY_BYTES = 1024;

/** Names of variants. They hold neither of the characters that follow the name in a result's key. */
export const variantNamePattern = /^[A-Za-z0-9_]{1,32}$/;

/**
 * The key of a result. In the original's format: `<variant>-<key>`, so `cat.jpg` has `processed-cat.jpg`. Converted:
 * `<variant>/<key>` and the extension of its own format, so `scan.tiff` has `processed/scan.tiff.jpg`. Different
 * variants and originals never have the same key: `parseResultKey` reads both from it.
 *
 * @param extension of a converted result, with its dot; undefined: the format is the original's
 */
export function resultKey(variant: string, key: string, extension?: string): string {
  return extension === undefined ? `${variant}-${key}` : `${variant}/${key}${extension}`;
}

/** Every key that the result of a variant can have, whatever the formats of original and result are. */
export function resultKeys(variant: string, key: string): readonly string[] {
  return [undefined, ...Object.values(resultExtensions)].map((extension) => resultKey(variant, key, extension));
}

/** The two keys that a result of a variant has as the variant is configured: with its format kept, and converted. */
export function configuredResultKeys({ name, format }: Variant, key: string): readonly string[] {
  const mime = `image/${format === "auto" ? "jpeg" : format}` as const;
  return [resultKey(name, key), resultKey(name, key, resultExtensions[mime])];
}

/** What a result's key says. */
export interface ParsedResultKey {
  readonly variant: string;
  /** Key of the original. */
  readonly key: string;
  /** With its dot; undefined: the result has the original's format. */
  readonly extension?: string;
}

/** The inverse of `resultKey`. Undefined: no result has this key. */
export function parseResultKey(key: string): ParsedResultKey | undefined {
  const nameEnd = key.search(/[-/]/);
  const variant = key.slice(0, Math.max(nameEnd, 0));
  const rest = key.slice(nameEnd + 1);
  if (!variantNamePattern.test(variant)) return undefined;
  if (key.charAt(nameEnd) === "-") return rest === "" ? undefined : { variant, key: rest };
  const extension = Object.values(resultExtensions).find((one) => rest.endsWith(one) && rest !== one);
  return extension && { variant, key: rest.slice(0, -extension.length), extension };
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
  /** Digest of the result's bytes. */
  digest: "digest",
  /** Digest of the variant's specification (`specificationOf`). Absent in results of earlier releases. */
  specification: "specification",
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
  /** `true`: results and records stay when their original is removed. Absent: they follow it. */
  keepDerivatives: "KEEP_DERIVATIVES",
  /** Absent: the stack keeps no records. */
  metadataTable: "METADATA_TABLE",
  /** KMS key of the destination bucket; absent: SSE-S3. */
  encryptionKeyArn: "ENCRYPTION_KEY_ARN",
  /** Absent: no page of another origin may call the upload API. */
  corsOrigin: "CORS_ORIGIN",
  /** Seconds after an upload within which its outcome is recorded, if it ever is; absent: no limit. */
  processingLimitSec: "PROCESSING_LIMIT_SEC",
  /** URL of the queue that the workflow works off. */
  workQueueUrl: "WORK_QUEUE_URL",
  /** URL of the queue of the failures that are to be recorded. */
  failureQueueUrl: "FAILURE_QUEUE_URL",
  /** URL of the queue of the dead letters. */
  deadLetterQueueUrl: "DEAD_LETTER_QUEUE_URL",
  stateMachineArn: "STATE_MACHINE_ARN",
  /** `EXPRESS` or `STANDARD`. */
  stateMachineType: "STATE_MACHINE_TYPE",
  /** Read by Powertools. */
  serviceName: "POWERTOOLS_SERVICE_NAME",
  /** Read by Powertools. */
  metricsNamespace: "POWERTOOLS_METRICS_NAMESPACE",
} as const;

// --- Records --------------------------------------------------------------------------------------------------------

/**
 * The states of an image, in records, API and commands alike. `PROCESSING`: uploaded, without an outcome so far.
 * `PROCESSED`: its results exist. `REFUSED`: a permanent answer with a reason. `FAILED`: its event is in the
 * dead-letter queue, from where it can be brought back.
 */
export const recordStatuses = ["PROCESSING", "PROCESSED", "REFUSED", "FAILED"] as const;
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
  /** Digest of the variant's specification (`specificationOf`). Absent in records of earlier releases. */
  readonly specification?: string;
}

/** The record of one version of an original. Field names are the table's attribute names. */
export interface ImageRecord {
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

/** Digits of a sequencer in a record: S3's are shorter and padded with zeros on their right. */
export const SEQUENCER_DIGITS = 32;

/**
 * The sequencer of a record that replaces one with `sequencer` and is of the same event: greater than that one, and
 * less than that of every later event. It counts in six decimal digits after the event's own.
 */
export function replacingSequencer(sequencer: string): string {
  const count = Number(sequencer.slice(SEQUENCER_DIGITS) || "0");
  return `${sequencer.slice(0, SEQUENCER_DIGITS)}${String(count + 1).padStart(6, "0")}`;
}

/**
 * When a record may state a failure: there is none, or it is of an earlier event that brought no results, or it states
 * a failure of the same event. Parameters of DynamoDB's PutItem.
 */
export function failureRecordCondition<Value>(sequencer: Value) {
  return {
    ConditionExpression:
      "attribute_not_exists(image_id) OR (sequencer < :sequencer AND #status <> :processed) OR (sequencer = :sequencer AND #status = :failed)",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: {
      ":sequencer": sequencer,
      ":processed": { S: "PROCESSED" satisfies RecordStatus },
      ":failed": { S: "FAILED" satisfies RecordStatus },
    },
  };
}

/** The greatest sequencer of a record that is of this event, or replaces one that is. */
export function lastSequencer(sequencer: string): string {
  return `${sequencer.slice(0, SEQUENCER_DIGITS)}999999`;
}

// --- Identity -------------------------------------------------------------------------------------------------------

export { imageId } from "./image-id";
export { specificationOf } from "./specification";

// --- Events ---------------------------------------------------------------------------------------------------------

/** Events of S3 as its notifications name them: the prefix of every event that creates an object. */
export const OBJECT_CREATED_EVENTS = "s3:ObjectCreated:";

/** Events of S3 as EventBridge receives them. */
export const eventBridgeSource = { source: "aws.s3", detailType: "Object Created" } as const;

/**
 * Asks for an original to be processed again, or for the first time: the part of an event that S3 does not send. The
 * event's sequencer is that of the record to be replaced, and absent where there is none.
 */
export interface Backfill {
  /** Names of the variants to make; absent: all. The record keeps what it says of the others. */
  readonly variants?: readonly string[];
}

/** `eventName` of a record that `npm run backfill` and `npm run reconcile` send. */
export const BACKFILL_EVENT = "ObjectCreated:Backfill";

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
  readonly backfill?: Backfill;
}

/** An event notification of S3, or the `s3:TestEvent` that S3 sends once when a notification is configured. */
export interface S3Event {
  readonly Records?: readonly S3EventRecord[];
  readonly Event?: string;
}

/** How the workflow's work queue gives up. */
export const workLimits = {
  /** Executions that may fail, each after the retries of its steps, before the event is a dead letter. */
  attempts: 4,
  /**
   * How often SQS hands a message out before it moves it away by itself. More than `attempts`: a message that comes
   * back because the functions are busy, or because the one that held it ended, has not failed.
   */
  receives: 20,
} as const;

/** Where an event failed to the last. */
export type DeadLetterSource = "function" | "workflow" | "event-bridge" | "queue";

/** Version of the dead letter's shape; another shape gets another number. */
export const DEAD_LETTER_SCHEMA = 1;

/** A message of the dead-letter queue: the same shape, whatever the event failed in. */
export interface DeadLetter {
  readonly schema: typeof DEAD_LETTER_SCHEMA;
  /** What failed, as S3 notifies of it: sent again like this, it is processed again. */
  readonly event: S3Event;
  readonly reason: {
    /** Name of the last error, or the condition under which it was given up. */
    readonly code: string;
    /** A sentence for people. */
    readonly message: string;
  };
  /** How often it was attempted; 0 where it was never delivered. */
  readonly attempts: number;
  readonly where: {
    /**
     * `function`: Lambda gave up an asynchronous invocation. `workflow`: executions failed. `event-bridge`: the rule's
     * target took no event. `queue`: the work queue handed a message out too often without ever hearing of its end.
     */
    readonly kind: DeadLetterSource;
    /** Name of the function, the state machine, the rule or the queue. */
    readonly name: string;
  };
  /** When it was given up, ISO 8601. */
  readonly time: string;
}

/** The parts that are used of an "Object Created" event as S3 sends it to EventBridge. Its key is not encoded. */
export interface ObjectCreatedEvent {
  /** ISO 8601. */
  readonly time: string;
  readonly detail: {
    /** The operation that created it. */
    readonly reason?: string;
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly "version-id"?: string;
      readonly sequencer?: string;
    };
    readonly backfill?: Backfill;
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

/** Whether an object is no original: a folder marker, or a watermark of the stack's variants. */
export function isIgnoredKey(key: string, { variants }: { readonly variants: readonly Variant[] }): boolean {
  return isFolderMarker(key) || isWatermark(key, { variants });
}

/** Whether the stack's triggers process objects with this key. Their prefix is the caller's to check. */
export function matchesTrigger(key: string, { suffixes }: { readonly suffixes: readonly string[] }): boolean {
  return !isFolderMarker(key) && (suffixes.length === 0 || suffixes.some((suffix) => key.endsWith(suffix)));
}

/** How the workflow's first step ends; the state machine chooses its next state by it. */
export const inspectionOutcomes = { render: "render", refused: "refused", ignored: "ignored" } as const;

/** How its last step ends: whether people are to hear of a refusal. A later event's record makes it old news. */
export const recordingOutcomes = { announce: "announce", done: "done" } as const;

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
export const apiParameters = { imageId: "image_id", key: "key", versions: "versions" } as const;

/** Value of the parameter `versions`: a deletion leaves no version of anything. */
export const ALL_VERSIONS = "all";

/** Codes of the problems that the API's functions answer with; stable. */
export const problemCodes = [
  "REQUEST_INVALID",
  "KEY_INVALID",
  "KEY_RESERVED",
  "CONTENT_TYPE_UNSUPPORTED",
  "IMAGE_TOO_LARGE",
  "IMAGE_UNKNOWN",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** How long an upload form and a link to a result are valid, seconds (15 minutes). */
export const SIGNATURE_EXPIRES_SEC = 15 * 60;

/** Status that the API answers with while an image has no record yet. */
export const PENDING_STATUS = "PROCESSING" satisfies RecordStatus;

/** Reason of an image that the API calls FAILED because its outcome is overdue and nothing of it is recorded. */
export const NO_OUTCOME = "NO_OUTCOME";

// --- Stack outputs --------------------------------------------------------------------------------------------------

/** What is made of which uploads: the stack output `processing`, as JSON. */
export interface ProcessingSettings {
  /** Every original's key begins with it. */
  readonly uploadPrefix: string;
  /** Every original's key ends with one of them; none: any. */
  readonly suffixes: readonly string[];
  readonly variants: readonly Variant[];
  /** Whether results and records stay where their original is gone: originals expire, or removals are not followed. */
  readonly keepsDerivatives: boolean;
}

/** Outputs of the stack: those that every stack has, and those that depend on its configuration. */
export const stackOutputs = {
  required: ["sourceBucket", "destinationBucket", "deadLetterQueueUrl"],
  optional: [
    "processing",
    "functionName",
    "removalFunctionName",
    "stateMachineArn",
    "workQueueUrl",
    "metadataTable",
    "alertTopicArn",
    "uploadApiUrl",
    "uploadApiKey",
  ],
} as const;

/** The stack's outputs by name. */
export type StackOutputs<Value = string> = {
  readonly [Name in (typeof stackOutputs.required)[number]]: Value;
} & { readonly [Name in (typeof stackOutputs.optional)[number]]?: Value };
