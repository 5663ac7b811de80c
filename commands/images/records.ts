import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

import { type ImageRecord, originalKeyIndex, type RecordStatus } from "../../handlers/contract";
import type { ImageOutcome } from "./image-report";

/**
 * Finds the record of an upload.
 *
 * @param versionId of the upload; undefined in a bucket without versions, where the newest record counts
 */
export async function findRecord(
  dynamodb: DynamoDBClient,
  table: string,
  key: string,
  versionId: string | undefined,
): Promise<ImageRecord | undefined> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      IndexName: originalKeyIndex.name,
      KeyConditionExpression: `${originalKeyIndex.partitionKey} = :key`,
      ExpressionAttributeValues: { ":key": { S: key } },
    }),
  );
  const records = Items.map((item) => unmarshall(item) as ImageRecord);
  return versionId === undefined ? records.at(-1) : records.find((record) => record.version_id === versionId);
}

/** The outcome that a record states. */
export function recordedOutcome({ status, reason, original_size, warnings, variants = [] }: ImageRecord): ImageOutcome {
  const size = original_size === undefined ? {} : { originalSize: original_size };
  if (status !== ("PROCESSED" satisfies RecordStatus)) {
    const outcome = status === ("FAILED" satisfies RecordStatus) ? "failed" : "refused";
    return { status: outcome, reason: reason ?? "UNKNOWN", ...size };
  }
  const results = variants.map(({ key, bytes, size }) => ({ key, bytes, size }));
  return { status: "processed", results, ...size, ...(warnings && { warnings }) };
}
