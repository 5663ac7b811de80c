import {
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

    async isCurrent(ref) {
      try {
        const head = await client.send(new HeadObjectCommand({ Bucket: ref.bucket, Key: ref.key }));
        return ref.versionId === undefined || head.VersionId === ref.versionId;
      } catch (error) {
        if (isGone(error)) return false;
        throw error;
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
