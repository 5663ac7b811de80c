import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** The headers of an object that count here. */
export interface ObjectHead {
  readonly metadata: Readonly<Record<string, string>>;
  readonly versionId?: string;
  readonly etag?: string;
}

/** The current object of a key; undefined where there is none. */
export async function headObject(s3: S3Client, bucket: string, key: string): Promise<ObjectHead | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      metadata: head.Metadata ?? {},
      ...(head.VersionId !== undefined && head.VersionId !== "null" && { versionId: head.VersionId }),
      ...(head.ETag !== undefined && { etag: head.ETag }),
    };
  } catch (error) {
    // The answer to HEAD has no body with a code.
    if ((error as Error).name === "NotFound") return undefined;
    throw error;
  }
}
