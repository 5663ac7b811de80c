import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { decodeEventKey } from "../handlers/contract";
import type { KeyBelow, ObjectRef, ObjectStore, ObjectVersion } from "../handlers/ports/object-store";
import { refusalError } from "../handlers/refusal";
import { readWhole } from "./read-whole";

/** Objects in S3, written with SSE-KMS and a bucket key if there is a KMS key, with SSE-S3 if there is none. */
export function s3Store(client: S3Client, encryptionKeyArn?: string): ObjectStore {
  const encryption: { ServerSideEncryption: ServerSideEncryption; SSEKMSKeyId?: string; BucketKeyEnabled?: boolean } =
    encryptionKeyArn === undefined
      ? { ServerSideEncryption: "AES256" }
      : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: encryptionKeyArn, BucketKeyEnabled: true };

  return {
    async open(ref) {
      const request = client.send(new GetObjectCommand(params(ref)));
      const { Body: body, ContentLength: sizeBytes, Metadata: metadata = {} } = await orGone(ref, request);
      if (!body || sizeBytes === undefined) throw new Error(`S3 returned no body for ${uriOf(ref)}`);
      return {
        sizeBytes,
        metadata,
        read: () => readWhole(body as AsyncIterable<Uint8Array>, sizeBytes),
        discard: () => void ("destroy" in body && body.destroy()),
      };
    },

    async current(bucket, key) {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return {
          state: "present",
          ...(head.VersionId === undefined ? {} : { versionId: head.VersionId }),
          etag: head.ETag ?? "",
          modified: (head.LastModified ?? new Date(0)).toISOString(),
          metadata: head.Metadata ?? {},
        };
      } catch (error) {
        if (!isGone(error)) throw error;
        const markerId = deleteMarkerOf(error);
        return markerId === undefined ? { state: "absent" } : { state: "deleted", markerId };
      }
    },

    async write(bucket, key, bytes, { contentType, cacheControl, metadata }, seen) {
      return unlessChanged(
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: bytes,
            ContentType: contentType,
            CacheControl: cacheControl,
            Metadata: { ...metadata },
            ...(seen.state === "present" ? { IfMatch: seen.etag } : { IfNoneMatch: "*" }),
            ...encryption,
          }),
        ),
      );
    },

    async upload({ bucket, key }, bytes, { contentType, metadata }) {
      const object = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType, Metadata: { ...metadata } };
      return (await client.send(new PutObjectCommand({ ...object, ...encryption }))).VersionId;
    },

    async remove(ref) {
      await client.send(new DeleteObjectCommand(params(ref)));
    },

    async removeIf(bucket, key, etag) {
      return unlessChanged(client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag })));
    },

    async rewrite(bucket, key, etag, { contentType, cacheControl, metadata, tags }) {
      return unlessChanged(
        client.send(
          new CopyObjectCommand({
            Bucket: bucket,
            Key: key,
            CopySource: `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
            CopySourceIfMatch: etag,
            MetadataDirective: "REPLACE",
            ContentType: contentType,
            CacheControl: cacheControl,
            Metadata: { ...metadata },
            TaggingDirective: "REPLACE",
            Tagging: new URLSearchParams(tags).toString(),
            ...encryption,
          }),
        ),
      );
    },

    async keysBelow(bucket, prefix) {
      const found: KeyBelow[] = [];
      let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
      while (marker !== undefined) {
        const query = { Bucket: bucket, Prefix: prefix, Delimiter: "/", EncodingType: "url" as const, ...marker };
        const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand(query));
        for (const { Key, IsLatest } of page.Versions ?? []) if (IsLatest) found.push({ key: plainKey(Key) });
        for (const { Key, IsLatest, LastModified } of page.DeleteMarkers ?? []) {
          if (IsLatest) found.push({ key: plainKey(Key), removed: (LastModified ?? new Date(0)).toISOString() });
        }
        marker = page.IsTruncated
          ? { KeyMarker: plainKey(page.NextKeyMarker), VersionIdMarker: page.NextVersionIdMarker }
          : undefined;
      }
      return found;
    },

    async versions(bucket, key) {
      const found: (ObjectVersion & { readonly isLatest: boolean })[] = [];
      let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
      while (marker !== undefined) {
        // A key may hold characters that XML cannot.
        const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, EncodingType: "url", ...marker });
        const page: ListObjectVersionsCommandOutput = await client.send(command);
        const own = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].filter(
          (one) => plainKey(one.Key) === key,
        );
        const markers = new Set<unknown>(page.DeleteMarkers);
        for (const one of own) {
          const { VersionId: versionId = "null", IsLatest: isLatest = false, LastModified } = one;
          const modified = (LastModified ?? new Date(0)).toISOString();
          found.push({ versionId, isMarker: markers.has(one), modified, isLatest });
        }
        // Of the keys that begin with it, the key itself comes first.
        const goesOn = page.IsTruncated === true && plainKey(page.NextKeyMarker) === key;
        marker = goesOn ? { KeyMarker: key, VersionIdMarker: page.NextVersionIdMarker } : undefined;
      }
      return found
        .reverse()
        .sort((a, b) => Number(a.isLatest) - Number(b.isLatest) || Date.parse(a.modified) - Date.parse(b.modified))
        .map(({ versionId, isMarker, modified }) => ({ versionId, isMarker, modified }));
    },
  };
}

/** A key of a listing whose keys are encoded as in a form. */
function plainKey(encoded: string | undefined): string {
  return decodeEventKey(encoded ?? "");
}

function params({ bucket, key, versionId }: ObjectRef) {
  return { Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
}

function uriOf({ bucket, key, versionId }: ObjectRef): string {
  return `s3://${bucket}/${key}${versionId === undefined ? "" : ` (version ${versionId})`}`;
}

async function orGone<T>(ref: ObjectRef, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!isGone(error)) throw error;
    throw Object.assign(refusalError("SOURCE_GONE", `${uriOf(ref)} does not exist any more.`), { cause: error });
  }
}

/**
 * Whether a conditional request was carried out. S3 answers 412 if the object is not as stated, 404 if there is none,
 * and 409 if another request for the same key was faster (Amazon S3 User Guide, conditional writes and deletes).
 */
async function unlessChanged(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    const name = (error as { name?: unknown } | null)?.name;
    if (name === "PreconditionFailed" || name === "ConditionalRequestConflict" || name === "NoSuchKey") return false;
    throw error;
  }
}

/**
 * Whether S3 reports that the object or this version of it does not exist. The response to HEAD has no body with an
 * error code, so the SDK names it "NotFound"; for a version that is a delete marker S3 answers 405. A missing bucket is
 * a 404 as well, but a broken stack and not a missing object.
 */
function isGone(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === "NoSuchKey" || name === "NoSuchVersion" || name === "NotFound" || name === "MethodNotAllowed";
}

/** The version id of the delete marker that hides a key, from the headers of the 404. */
function deleteMarkerOf(error: unknown): string | undefined {
  const headers = (error as { $response?: { headers?: Record<string, string> } }).$response?.headers;
  return headers?.["x-amz-delete-marker"] === "true" ? headers["x-amz-version-id"] : undefined;
}
