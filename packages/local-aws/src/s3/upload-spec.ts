import { AwsError } from "../http/aws-error";
import { header } from "../http/call";
import type { RequestContext } from "../iam/conditions";
import type { Bucket } from "./bucket";
import { aclNotSupported, invalidArgument } from "./errors";
import { decodeWords } from "./mail-words";
import { allow, type S3Request } from "./request";
import { objectKeyArn, refuseCustomerKeys, useObjectKey } from "./object-encryption";
import { parseTags, tagContext, type Tags } from "./tags";
import type { ObjectEncryption, ObjectMetadata } from "./types";

/** Largest sum of the names and values of user-defined metadata, in bytes of UTF-8. */
const MAX_METADATA_BYTES = 2048;

/** Reads a header of an upload; for a form upload, the field of that name. */
export type HeaderReader = (name: string) => string | undefined;

/** The properties of an upload apart from its bytes. */
interface UploadSpec {
  readonly metadata: ObjectMetadata;
  readonly encryption: ObjectEncryption;
  readonly tags: Tags;
}

/** The headers of a request. */
export function headersOf(request: S3Request): HeaderReader {
  return (name) => header(request.call, name);
}

/** Reads the metadata of an upload. */
function readMetadata(read: HeaderReader, names: readonly string[]): ObjectMetadata {
  const user = Object.fromEntries(
    names
      .filter((name) => name.startsWith("x-amz-meta-"))
      .map((name) => [name.slice("x-amz-meta-".length), decodeWords(read(name) ?? "")]),
  );
  const bytes = Object.entries(user).reduce((sum, [k, v]) => sum + k.length + Buffer.byteLength(v), 0);
  if (bytes > MAX_METADATA_BYTES) {
    throw new AwsError("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
  }
  // The transfer's framing is not part of the object's encoding.
  const contentEncoding = read("content-encoding")
    ?.replace(/(^|,)\s*aws-chunked\s*(?=,|$)/g, "")
    .replace(/^\s*,\s*/, "");
  return {
    contentType: read("content-type") ?? "binary/octet-stream",
    cacheControl: read("cache-control"),
    contentDisposition: read("content-disposition"),
    contentEncoding: contentEncoding === "" ? undefined : contentEncoding,
    contentLanguage: read("content-language"),
    expires: read("expires"),
    user,
  };
}

/** Encryption of an upload: as requested, else the bucket's default. */
function readEncryption(read: HeaderReader, bucket: Bucket, keyArn: (id: string) => string): ObjectEncryption {
  const { encryption: byDefault } = bucket.settings;
  const algorithm = read("x-amz-server-side-encryption") ?? byDefault.algorithm;
  if (algorithm !== "AES256" && algorithm !== "aws:kms")
    throw invalidArgument("The encryption method specified is not supported");
  const requestedKey = read("x-amz-server-side-encryption-aws-kms-key-id");
  if (requestedKey !== undefined && read("x-amz-server-side-encryption") !== "aws:kms") {
    throw invalidArgument(
      "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
      { ArgumentName: "x-amz-server-side-encryption", ArgumentValue: read("x-amz-server-side-encryption") ?? "null" },
    );
  }
  if (algorithm === "AES256") return { algorithm };
  const bucketKey = read("x-amz-server-side-encryption-bucket-key-enabled");
  return {
    algorithm,
    kmsKeyArn: keyArn(requestedKey ?? byDefault.kmsKeyArn ?? "alias/aws/s3"),
    bucketKeyEnabled: bucketKey === undefined ? byDefault.bucketKeyEnabled : bucketKey === "true",
  };
}

/** Headers that would change what an object is, and that the embedded S3 does not have. */
const unsupportedHeaders = [
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold",
  "x-amz-website-redirect-location",
  "x-amz-write-offset-bytes",
];

/** @throws AwsError `NotImplemented`, `AccessControlListNotSupported`. */
function refuseUnsupported(read: HeaderReader, names: readonly string[], bucket: Bucket): void {
  const unsupported = unsupportedHeaders.find((name) => read(name) !== undefined);
  const storageClass = read("x-amz-storage-class") ?? "STANDARD";
  if (unsupported !== undefined || storageClass !== "STANDARD") {
    const what = unsupported ?? `x-amz-storage-class ${storageClass}`;
    throw new AwsError("NotImplemented", `The embedded S3 does not support ${what}.`, 501);
  }
  if (names.some((name) => name.startsWith("x-amz-grant-")) && bucket.settings.ownership === "BucketOwnerEnforced") {
    throw aclNotSupported();
  }
}

function writeContext(read: HeaderReader): RequestContext {
  const context: Record<string, string | undefined> = {};
  const names = [
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-acl",
    "x-amz-storage-class",
    "x-amz-copy-source",
    "x-amz-metadata-directive",
    "if-none-match",
    "if-match",
  ];
  for (const name of names) context[`s3:${name}`] = read(name);
  return context;
}

/**
 * Authorizes an upload and reads its properties.
 *
 * @throws AwsError `AccessDenied`, `AccessControlListNotSupported`, `InvalidArgument`.
 */
export function acceptUpload(
  request: S3Request,
  bucket: Bucket,
  key: string,
  read: HeaderReader,
  names: readonly string[],
): UploadSpec {
  const tagging = read("x-amz-tagging");
  const tags = parseTags(tagging);
  const context = { ...writeContext(read), ...tagContext(tags) };
  allow(request, { action: "s3:PutObject", bucket, key, context });
  // The answer says whether the object has this ETag, which only a reader may know.
  if (read("if-match") !== undefined) allow(request, { action: "s3:GetObject", bucket, key });
  if (tagging !== undefined) allow(request, { action: "s3:PutObjectTagging", bucket, key, context });
  refuseUnsupported(read, names, bucket);
  refuseCustomerKeys(names);
  const acl = read("x-amz-acl");
  if (acl !== undefined && acl !== "bucket-owner-full-control" && bucket.settings.ownership === "BucketOwnerEnforced") {
    throw aclNotSupported();
  }
  if (Buffer.byteLength(key) > 1024) throw new AwsError("KeyTooLongError", "Your key is too long");
  const encryption = readEncryption(read, bucket, (id) => objectKeyArn(request, id));
  useObjectKey(request, { bucket: bucket.name, key, encryption }, "kms:GenerateDataKey");
  return { metadata: readMetadata(read, names), encryption, tags };
}

/** Headers that say how an object, or a part of one, is encrypted. */
export function encryptionHeaders({
  algorithm,
  kmsKeyArn,
  bucketKeyEnabled,
}: ObjectEncryption): Record<string, string> {
  return {
    "x-amz-server-side-encryption": algorithm,
    ...(kmsKeyArn !== undefined && { "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyArn }),
    ...(bucketKeyEnabled === true && { "x-amz-server-side-encryption-bucket-key-enabled": "true" }),
  };
}

/** Headers that answer a write: encryption, and the version that a bucket with versions has made of it. */
export function writtenHeaders(
  version: { versionId: string; encryption: ObjectEncryption },
  bucket: Bucket,
): Record<string, string> {
  return {
    ...encryptionHeaders(version.encryption),
    ...(bucket.settings.versioning === "Enabled" && { "x-amz-version-id": version.versionId }),
  };
}
