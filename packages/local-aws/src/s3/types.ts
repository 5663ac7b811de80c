/** Default encryption of a bucket. */
export interface BucketEncryption {
  readonly algorithm: "AES256" | "aws:kms";
  /** Key ARN, for `aws:kms`. */
  readonly kmsKeyArn?: string;
  readonly bucketKeyEnabled: boolean;
}

interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** One entry of a notification configuration. */
export interface NotificationRule {
  readonly id: string;
  /** ARN of a function, queue or topic. */
  readonly target: string;
  /** `s3:ObjectCreated:*` … */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

export interface NotificationConfig {
  readonly rules: readonly NotificationRule[];
  readonly eventBridge: boolean;
}

/** A lifecycle rule. It is kept and described; `S3.expireDue` carries out its expiration. */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  /** Of the objects that it is for. Absent: whatever their tags are. */
  readonly tag?: { readonly key: string; readonly value: string };
  readonly expirationDays?: number;
  readonly expiredObjectDeleteMarker?: boolean;
  readonly noncurrentDays?: number;
  readonly newerNoncurrentVersions?: number;
  readonly abortMultipartDays?: number;
}

/** A CORS rule. */
export interface CorsRule {
  readonly id?: string;
  /** Each with at most one `*`. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Seconds that a browser may cache a preflight response. */
  readonly maxAgeSec?: number;
}

/** Encryption of one object. */
export interface ObjectEncryption {
  readonly algorithm: string;
  readonly kmsKeyArn?: string;
  readonly bucketKeyEnabled?: boolean;
}

/** Headers and metadata of an object. */
export interface ObjectMetadata {
  readonly contentType: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  /** `x-amz-meta-*`, without the prefix. */
  readonly user: Readonly<Record<string, string>>;
}

/** A part of an object that was uploaded in parts. */
interface ObjectPart {
  readonly number: number;
  readonly sizeBytes: number;
  /** As of the whole object. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` if the bucket was not versioned. */
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly metadata: ObjectMetadata;
  readonly encryption: ObjectEncryption;
  /** Base64 checksums by algorithm in lower case (`crc32` …). */
  readonly checksums: Readonly<Record<string, string>>;
  readonly checksumType?: "FULL_OBJECT" | "COMPOSITE";
  /** In their order; absent for an object that was uploaded at once. */
  readonly parts?: readonly ObjectPart[];
  /** The multipart upload that it comes from. */
  readonly uploadId?: string;
  tags: Readonly<Record<string, string>>;
  /** Name of the file with the bytes; empty for a delete marker. */
  readonly blob: string;
  readonly sequencer: string;
}

/** Settings of a bucket. Optional settings are absent until they are put, as in S3. */
export interface BucketSettings {
  readonly name: string;
  readonly createdAt: number;
  versioning?: "Enabled" | "Suspended";
  encryption: BucketEncryption;
  publicAccessBlock?: PublicAccessBlock;
  ownership: "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";
  /** JSON text. */
  policy?: string;
  lifecycle?: readonly LifecycleRule[];
  cors?: readonly CorsRule[];
  logging?: { readonly targetBucket: string; readonly targetPrefix: string };
  notification: NotificationConfig;
  tags: Readonly<Record<string, string>>;
}
