/** Default encryption of a bucket. */
export interface BucketEncryption {
  readonly algorithm: "AES256" | "aws:kms";
  /** Key ARN, for `aws:kms`. */
  readonly kmsKeyArn?: string;
  readonly bucketKeyEnabled: boolean;
}

export interface PublicAccessBlock {
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

/** A lifecycle rule, as far as the embedded run keeps it (it is described again, not carried out). */
export interface LifecycleRule {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly expirationDays?: number;
  readonly expiredObjectDeleteMarker?: boolean;
  readonly noncurrentDays?: number;
  readonly newerNoncurrentVersions?: number;
  readonly abortMultipartDays?: number;
}

/** Which pages may send which requests to a bucket, and what they may see of the answers. */
export interface CorsRule {
  readonly id?: string;
  /** With one `*` at the most. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  /** Seconds that a browser may remember the answer to its question. */
  readonly maxAgeSec?: number;
}

/** Encryption of one object. */
export interface ObjectEncryption {
  readonly algorithm: string;
  readonly kmsKeyArn?: string;
  readonly bucketKeyEnabled?: boolean;
}

/** Headers and metadata that a client gives an object. */
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

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` while the bucket has never been versioned. */
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly metadata: ObjectMetadata;
  readonly encryption: ObjectEncryption;
  /** Base64 checksums that came with the object, by algorithm in lower case (`crc32` …). */
  readonly checksums: Readonly<Record<string, string>>;
  readonly checksumType?: "FULL_OBJECT" | "COMPOSITE";
  readonly partsCount?: number;
  tags: Readonly<Record<string, string>>;
  /** Name of the file with the bytes; empty for a delete marker. */
  readonly blob: string;
  readonly sequencer: string;
}

/** A bucket with its settings. Optional settings are absent until they are put, as in S3. */
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
