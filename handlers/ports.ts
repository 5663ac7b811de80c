/**
 * What the handlers ask of the world. The adapters behind it live in `layer/`; tests give their own.
 * Types only: a handler is captured as text, and a type leaves nothing in it.
 */

/** One version of one object. `versionId` is absent where the bucket keeps no versions. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** An object whose headers are here and whose body is not read yet. Either `read` or `discard` must follow. */
export interface OpenedObject {
  /** Content-Length, bytes. */
  readonly sizeBytes: number;
  /** The whole body. */
  read(): Promise<Buffer>;
  /** Drops the body and frees its connection. */
  discard(): void;
}

/** How a result is stored. */
export interface WriteOptions {
  readonly contentType: string;
  /** `Cache-Control` of the object. */
  readonly cacheControl: string;
  /** User metadata (`x-amz-meta-*`), ASCII. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a key shows now. */
export type CurrentObject =
  | {
      readonly state: "present";
      readonly versionId?: string;
      /** When this version was written, ISO 8601. */
      readonly modified: string;
      /** User metadata. */
      readonly metadata: Readonly<Record<string, string>>;
    }
  /** A delete marker hides what the key held. */
  | { readonly state: "deleted"; readonly markerId: string }
  | { readonly state: "absent" };

export interface ObjectStore {
  /** Opens one version. Refuses with `SOURCE_GONE` when object or version is not there. */
  open(ref: ObjectRef): Promise<OpenedObject>;
  current(bucket: string, key: string): Promise<CurrentObject>;
  write(bucket: string, key: string, bytes: Buffer, options: WriteOptions): Promise<void>;
  /** With a version: that one, for good. Without: what the key shows, behind a delete marker where there are versions. */
  remove(ref: ObjectRef): Promise<void>;
}

/** A result as the record keeps it. Sizes are "WxH" in pixels. */
export interface VariantRecord {
  readonly name: string;
  readonly key: string;
  readonly size: string;
  readonly bytes: number;
  readonly content_type: string;
}

/** What is known of one upload. Field names are the table's attribute names. */
export interface ImageRecord {
  /** Name-based UUID (RFC 9562, version 5) of bucket, key and version. */
  readonly image_id: string;
  readonly status: "PROCESSED" | "REFUSED";
  /** Why it was refused: a stable code. */
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
  /** All results together. */
  readonly bytes_out?: number;
  /** Key of the first variant. */
  readonly processed_key?: string;
  /** Pixels of the first variant, "WxH". */
  readonly processed_size?: string;
  readonly variants?: readonly VariantRecord[];
  readonly duration_ms: number;
}

export interface ImageRecords {
  /**
   * Writes the record unless what is there came from a later event, or from the same event and is PROCESSED already.
   * Answers whether it was written.
   */
  put(record: ImageRecord): Promise<boolean>;
  get(imageId: string): Promise<ImageRecord | undefined>;
  /** The records of every version of a key, the newest upload first. */
  ofKey(bucket: string, key: string): Promise<readonly ImageRecord[]>;
  /** Removes a record unless it comes from an event later than `upTo`. */
  remove(imageId: string, upTo?: string): Promise<void>;
}

/** A form that a browser can post a file with, straight to S3. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadFormSpec {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly maxBytes: number;
  readonly expiresSec: number;
}

/** Permissions to hand out, signed with the function's own. */
export interface Signer {
  uploadForm(spec: UploadFormSpec): Promise<UploadForm>;
  /** A link that reads one object. */
  link(bucket: string, key: string, expiresSec: number): Promise<string>;
}

/** How a picture is fitted into a variant's box: CSS's `object-fit`, plus `inside`, which never enlarges. */
export type Fit = "cover" | "contain" | "fill" | "inside";

/** One result wanted of every picture. */
export interface Variant {
  /** Prefix of the result's key: `<name>-<key>`. */
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly fit: Fit;
  /** `auto`: JPEG stays JPEG, PNG stays PNG, everything else becomes JPEG. */
  readonly format: "auto" | "jpeg" | "png" | "webp";
  /** JPEG and WebP quality, 1..100. */
  readonly quality: number;
  /** `#rrggbb`, under transparent pictures in JPEG and around a `contain`. */
  readonly background: string;
}

/** What a picture's header says. */
export interface PictureHeader {
  /** Media type detected from the bytes. */
  readonly mime: string;
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  /** Pixels, after EXIF orientation. */
  readonly height: number;
}

export interface Rendered {
  readonly name: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  /** With its dot. */
  readonly extension: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

export interface PictureOptions {
  /** Largest input, width x height in pixels. */
  readonly maxInputPx: number;
}

/** Bytes in, bytes out. Both throw errors with a permanent `code` for pictures that cannot be processed. */
export interface Imaging {
  probe(bytes: Buffer, options: PictureOptions): PictureHeader | Promise<PictureHeader>;
  render(bytes: Buffer, variants: readonly Variant[], options: PictureOptions): Promise<readonly Rendered[]>;
}

/** How one upload ended. */
export interface ImageOutcome {
  readonly outcome: "processed" | "refused" | "failed" | "removed";
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
  readonly imageId: string;
  /** A stable code when refused, the error's name when failed. */
  readonly reason?: string;
  /** A sentence for people. */
  readonly message?: string;
  readonly durationMs: number;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** Pixels of the original. */
  readonly pixels?: number;
}

/** One log line and the metrics for each outcome. */
export interface Telemetry {
  /** Begins an invocation; every line after it carries this request id. */
  begin(requestId: string): void;
  record(outcome: ImageOutcome): void;
  /** Writes the metrics collected since `begin`. */
  flush(): void;
}

/** What the stack told the functions through the environment. */
export interface Settings {
  readonly sourceBucket: string;
  /** What every original's key begins with. */
  readonly uploadPrefix: string;
  /** One of which every original's key ends with; none: any. */
  readonly suffixes: readonly string[];
  readonly destinationBucket: string;
  readonly variants: readonly Variant[];
  /** Origin whose pages may call the API; absent: none. */
  readonly corsOrigin?: string;
  /** Largest original, bytes. */
  readonly maxInputBytes: number;
  /** Largest original, width x height in pixels. */
  readonly maxInputPx: number;
}

/** What `require("@image-pipeline/layer").connect(process.env)` answers. */
export interface Connections {
  readonly settings: Settings;
  readonly store: ObjectStore;
  /** Absent where the stack keeps no metadata table. */
  readonly records?: ImageRecords;
  readonly imaging: Imaging;
  readonly signer: Signer;
  readonly telemetry: Telemetry;
  /** A record in DynamoDB's own notation (`{ S: … }`), for whoever writes it without an SDK. */
  itemOf(record: ImageRecord): Readonly<Record<string, unknown>>;
  /** The name-based UUID of one version of one object. */
  imageId(ref: ObjectRef): string;
}

/** The layer's module, as the callbacks require it. */
export interface Layer {
  connect(env: Readonly<Record<string, string | undefined>>): Connections;
}
