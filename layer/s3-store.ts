import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import type { ObjectRef, ObjectStore } from "../handlers/ports";

/** Objects in S3. Everything written is encrypted: with the given KMS key and its bucket key, or else by SSE-S3. */
export function s3Store(client: S3Client, encryptionKeyArn?: string): ObjectStore {
  const encryption: { ServerSideEncryption: ServerSideEncryption; SSEKMSKeyId?: string; BucketKeyEnabled?: boolean } =
    encryptionKeyArn === undefined
      ? { ServerSideEncryption: "AES256" }
      : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: encryptionKeyArn, BucketKeyEnabled: true };

  return {
    async open(ref) {
      const answer = await orGone(ref, client.send(new GetObjectCommand(params(ref))));
      const body = answer.Body;
      if (!body || answer.ContentLength === undefined) throw new Error(`S3 answered without a body for ${ref.key}`);
      return {
        sizeBytes: answer.ContentLength,
        read: async () => Buffer.from(await body.transformToByteArray()),
        discard: () => void ("destroy" in body && body.destroy()),
      };
    },

    async current(bucket, key) {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return {
          state: "present",
          ...(head.VersionId === undefined ? {} : { versionId: head.VersionId }),
          modified: (head.LastModified ?? new Date(0)).toISOString(),
          metadata: head.Metadata ?? {},
        };
      } catch (error) {
        if (!isGone(error)) throw error;
        const markerId = deleteMarkerOf(error);
        return markerId === undefined ? { state: "absent" } : { state: "deleted", markerId };
      }
    },

    async write(bucket, key, bytes, { contentType, cacheControl, metadata }) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: bytes,
          ContentType: contentType,
          CacheControl: cacheControl,
          Metadata: { ...metadata },
          ...encryption,
        }),
      );
    },

    async remove(ref) {
      await client.send(new DeleteObjectCommand(params(ref)));
    },
  };
}

function params({ bucket, key, versionId }: ObjectRef) {
  return { Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
}

async function orGone<T>({ bucket, key, versionId }: ObjectRef, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!isGone(error)) throw error;
    const what = versionId === undefined ? key : `${key} (version ${versionId})`;
    throw Object.assign(new Error(`s3://${bucket}/${what} is gone`, { cause: error }), { code: "SOURCE_GONE" });
  }
}

/**
 * Whether S3 says that the object or this version of it is not there. HEAD has no body to name the error, so its name
 * is "NotFound"; a version that is a delete marker answers 405. A missing bucket is 404 as well, and no such case: it
 * is a broken stack.
 */
function isGone(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === "NoSuchKey" || name === "NoSuchVersion" || name === "NotFound" || name === "MethodNotAllowed";
}

/** The version id of the delete marker that a key shows: a 404 names it in its headers. */
function deleteMarkerOf(error: unknown): string | undefined {
  const headers = (error as { $response?: { headers?: Record<string, string> } }).$response?.headers;
  return headers?.["x-amz-delete-marker"] === "true" ? headers["x-amz-version-id"] : undefined;
}
