import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { unmarshall } from "@aws-sdk/util-dynamodb";

import {
  type ImageRecord,
  originalKeyIndex,
  prefixesOf,
  type ProcessingSettings,
  uploadNameOf,
} from "../../handlers/contract";
import type { Subject } from "./types";
import { waitFor } from "./wait";

/** A key of this run, under the stack's own prefix, or that of its first route. */
export function keyOf(subject: Subject, name: string): string {
  const [own = ""] = prefixesOf(processingOf(subject));
  return `${own}${subject.prefix}${name}`;
}

/** What the upload API is given for the same key: a name below the stack's prefix, or with routes the key. */
export const nameOf = (subject: Subject, name: string): string =>
  uploadNameOf(processingOf(subject), keyOf(subject, name));

/** @throws Error if the stack's program has no such output: it is of a release before this command */
function processingOf({ outputs }: Subject): ProcessingSettings {
  const { processing } = outputs();
  if (processing === undefined) throw new Error("Expected the stack to have the output processing; it has none.");
  return JSON.parse(processing) as ProcessingSettings;
}

/** Uploads an object. @returns its version */
export async function upload({ s3, outputs }: Subject, key: string, body: Buffer): Promise<string | undefined> {
  const input = { Bucket: outputs().sourceBucket, Key: key, Body: body, ContentType: "image/jpeg" };
  return (await s3.send(new PutObjectCommand(input))).VersionId;
}

/** The newest record of a key. */
export async function recordOf({ dynamodb, outputs }: Subject, key: string): Promise<ImageRecord | undefined> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: outputs().metadataTable,
      IndexName: originalKeyIndex.name,
      KeyConditionExpression: `${originalKeyIndex.partitionKey} = :key`,
      ExpressionAttributeValues: { ":key": { S: key } },
    }),
  );
  const newest = Items.at(-1);
  return newest && (unmarshall(newest) as ImageRecord);
}

/** The first result of a key by its newest record, if it is there: its media type and size. */
export async function resultOf(subject: Subject, key: string): Promise<object | undefined> {
  const { s3, outputs } = subject;
  const Key = (await recordOf(subject, key))?.processed_key;
  if (Key === undefined) return undefined;
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: outputs().destinationBucket, Key }));
    return { key: Key, contentType: head.ContentType, bytes: head.ContentLength };
  } catch (error) {
    if (error instanceof Error && ["NotFound", "NoSuchKey"].includes(error.name)) return undefined;
    throw error;
  }
}

/** Waits for a record with an end, and for the result where it was processed. */
export async function outcomeOf(subject: Subject, key: string): Promise<Record<string, unknown>> {
  const settled = await waitFor(async () => {
    const record = await recordOf(subject, key);
    return record === undefined || record.status === "PROCESSING" ? undefined : record;
  }, subject.limits.imageMs);
  if (settled === undefined) return { key, status: "NO_RECORD", waitedMs: subject.limits.imageMs };
  const { status, image_id, reason, original_size } = settled.value;
  const result = await resultOf(subject, key);
  return {
    ...{ key, status, image_id, ms: settled.ms },
    ...(reason !== undefined && { reason }),
    ...(original_size !== undefined && { original_size }),
    ...(result !== undefined && { result }),
  };
}
