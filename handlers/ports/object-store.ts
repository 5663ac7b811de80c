/** One version of one object. `versionId` is absent where the bucket keeps no versions. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** An object whose headers were received and whose body was not read yet. Either `read` or `discard` must follow. */
interface OpenedObject {
  /** Content-Length, bytes. */
  readonly sizeBytes: number;
  /** User metadata. */
  readonly metadata: Readonly<Record<string, string>>;
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

/** Tags of an object, values by their keys. */
type Tags = Readonly<Record<string, string>>;

/** The current version of a key. */
export type CurrentObject =
  | {
      readonly state: "present";
      readonly versionId?: string;
      /** Entity tag, as S3 states it; equal bytes can have equal ones. */
      readonly etag: string;
      /** When this version was written, ISO 8601; S3's resolution is one second. */
      readonly modified: string;
      /** User metadata. */
      readonly metadata: Readonly<Record<string, string>>;
    }
  /** The current version is a delete marker. */
  | { readonly state: "deleted"; readonly markerId: string }
  | { readonly state: "absent" };

/** A key by its latest version. */
export interface KeyBelow {
  readonly key: string;
  /** When it was removed, ISO 8601. Absent: it has an object. */
  readonly removed?: string;
}

/** A version of a key, or a delete marker. */
export interface ObjectVersion {
  readonly versionId: string;
  readonly isMarker: boolean;
  /** When it was written, ISO 8601; S3's resolution is one second. */
  readonly modified: string;
}

export interface ObjectStore {
  /**
   * Opens one version, or the current one.
   * @throws Error with code `SOURCE_GONE` if object or version does not exist
   */
  open(ref: ObjectRef): Promise<OpenedObject>;
  current(bucket: string, key: string): Promise<CurrentObject>;
  /**
   * Writes an object if its key holds what was seen there: nothing, or an object with the same entity tag.
   * @returns whether it was written
   */
  write(bucket: string, key: string, bytes: Buffer, options: WriteOptions, seen: CurrentObject): Promise<boolean>;
  /**
   * Writes an original, whatever its key holds.
   * @returns its version; undefined where the bucket keeps none
   */
  upload(
    ref: Omit<ObjectRef, "versionId">,
    bytes: Buffer,
    options: Pick<WriteOptions, "contentType" | "metadata">,
  ): Promise<string | undefined>;
  /**
   * With a version: deletes it permanently. Without: deletes the current object, in a bucket with versions by a delete
   * marker. What does not exist is no error.
   */
  remove(ref: ObjectRef): Promise<void>;
  /**
   * Deletes the current object if it has this entity tag.
   * @returns whether it was deleted
   */
  removeIf(bucket: string, key: string, etag: string): Promise<boolean>;
  /**
   * Writes an object anew, with its own bytes, if it has this entity tag: it is as young as a new one.
   *
   * @returns whether it was written
   */
  rewrite(bucket: string, key: string, etag: string, options: WriteOptions & { readonly tags: Tags }): Promise<boolean>;
  /** The keys that begin with a prefix and have no slash after it, those with a delete marker on top included. */
  keysBelow(bucket: string, prefix: string): Promise<readonly KeyBelow[]>;
  /** Every version and delete marker of a key, the oldest first; "null" is one that was written without versions. */
  versions(bucket: string, key: string): Promise<readonly ObjectVersion[]>;
}
