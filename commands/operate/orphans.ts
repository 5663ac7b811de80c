import { DeleteItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";

import {
  appliesTo,
  objectMetadata,
  originalOfManifest,
  parseResultKey,
  parseSize,
  RECORD_KEY,
  variantsOf,
  type ImageRecord,
} from "../../handlers/contract";
import type { ConnectedStack } from "./clients";
import type { Original } from "./originals";
import { headObject } from "./read-result";
import { recordIn } from "./records";

/** Why a result or a record has no place in the stack. */
export type OrphanCode = "VARIANT_GONE" | "MANIFEST_OFF" | "ORIGINAL_GONE" | "ORIGINAL_REFUSED" | "REPLACED";

/** What a result's key and its original say of it. */
export type ResultState = OrphanCode | "inPlace" | "kept" | "foreign";

/**
 * Judges a result, or a manifest, by its key.
 *
 * @param original the current version of the original that the key names
 */
export function judgeResult(
  { processing }: Pick<ConnectedStack, "processing">,
  key: string,
  original: Original | undefined,
): ResultState {
  if (originalOfManifest(key) !== undefined) return judgeManifest(processing, original);
  const parsed = parseResultKey(key);
  if (parsed === undefined) return "foreign";
  const variant = variantsOf(processing, parsed.key).find(({ name }) => name === parsed.variant);
  if (variant === undefined) return "VARIANT_GONE";
  if (original === undefined) return processing.keepsDerivatives ? "kept" : "ORIGINAL_GONE";
  const { record } = original;
  if (isRefused(record)) return "ORIGINAL_REFUSED";
  if (record?.status !== "PROCESSED") return "inPlace";
  if (!appliesTo(variant, parseSize(record.original_size))) return "REPLACED";
  const entry = record.variants?.find(({ name }) => name === parsed.variant);
  return entry !== undefined && entry.key !== key ? "REPLACED" : "inPlace";
}

/** Of a version that is not the current one it is mended with the original. */
function judgeManifest(
  { manifests = false, keepsDerivatives }: ConnectedStack["processing"],
  original: Original | undefined,
): ResultState {
  if (!manifests) return "MANIFEST_OFF";
  if (original === undefined) return keepsDerivatives ? "kept" : "ORIGINAL_GONE";
  return isRefused(original.record) ? "ORIGINAL_REFUSED" : "inPlace";
}

/** Whether an original was refused for a reason that lies in its bytes. */
function isRefused(record: ImageRecord | undefined): boolean {
  return record?.status === "REFUSED" && record.reason !== "SUPERSEDED" && record.reason !== "SOURCE_GONE";
}

/** Whether others have taken the place of a result with an immutable key: a lifecycle rule removes it. */
export async function isSuperseded({ s3, outputs, processing }: ConnectedStack, key: string): Promise<boolean> {
  if (processing.address !== "immutable" || parseResultKey(key)?.hash === undefined) return false;
  const head = await headObject(s3, outputs.destinationBucket, key);
  return head?.metadata[objectMetadata.superseded] !== undefined;
}

/**
 * Removes a result, behind a delete marker. What the pipeline did not store stays, whatever its key.
 *
 * @returns whether it was the pipeline's
 */
export async function removeResult({ s3, outputs }: ConnectedStack, key: string): Promise<boolean> {
  const Bucket = outputs.destinationBucket;
  const head = await headObject(s3, Bucket, key);
  if (head !== undefined && head.metadata[objectMetadata.originalId] === undefined) return false;
  if (head !== undefined) await s3.send(new DeleteObjectCommand({ Bucket, Key: key, IfMatch: head.etag }));
  return true;
}

/** Pages of a stack's records, in no order, from the id after `after`; none where it keeps none. */
export async function* scanRecords(
  { dynamodb, outputs: { metadataTable, sourceBucket } }: ConnectedStack,
  after: string | undefined,
): AsyncGenerator<readonly ImageRecord[]> {
  if (metadataTable === undefined) return;
  const pages = paginateScan(
    { client: dynamodb, pageSize: 200, ...(after !== undefined && { startingToken: { [RECORD_KEY]: { S: after } } }) },
    { TableName: metadataTable },
  );
  for await (const { Items = [] } of pages) {
    yield Items.map(recordIn).filter((record) => record.source_bucket === sourceBucket);
  }
}

/** Removes a record unless it has changed since it was read. */
export async function removeRecord({ dynamodb, outputs }: ConnectedStack, record: ImageRecord): Promise<void> {
  try {
    await dynamodb.send(
      new DeleteItemCommand({
        TableName: outputs.metadataTable,
        Key: { [RECORD_KEY]: { S: record.image_id } },
        ConditionExpression: "sequencer = :sequencer",
        ExpressionAttributeValues: { ":sequencer": { S: record.sequencer } },
      }),
    );
  } catch (error) {
    if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
  }
}
