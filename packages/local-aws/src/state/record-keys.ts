import type { ObjectVersion } from "../s3/types";
import type { QueuedMessage } from "../sqs/message";

/** Key of a version's record. Neither a bucket's name nor a version's identifier has a slash. */
export function versionKey(bucket: string, { key, versionId }: Pick<ObjectVersion, "key" | "versionId">): string {
  return `${bucket}/${versionId}/${key}`;
}

/** The bucket in the key of a version's record. */
export function bucketOfVersionKey(recordKey: string): string {
  return recordKey.slice(0, recordKey.indexOf("/"));
}

/** Key of the record of a part of a multipart upload. */
export function partKey(uploadId: string, number: number): string {
  return `${uploadId}/${number}`;
}

/** Key of a message's record. */
export function messageKey(queue: string, { messageId }: Pick<QueuedMessage, "messageId">): string {
  return `${queue}/${messageId}`;
}

/** The queue in the key of a message's record. */
export function queueOfMessageKey(recordKey: string): string {
  return recordKey.slice(0, recordKey.indexOf("/"));
}
