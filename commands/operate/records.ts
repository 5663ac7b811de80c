import { setTimeout } from "node:timers/promises";

import { BatchGetItemCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

import { RECORD_KEY, type ImageRecord } from "../../handlers/contract";
import type { ConnectedStack } from "./clients";

/** Most items of one BatchGetItem. */
const BATCH = 100;

/** The records with these ids, by id; empty for a stack that keeps none. */
export async function readRecords(
  { dynamodb, outputs: { metadataTable } }: ConnectedStack,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ImageRecord>> {
  const records = new Map<string, ImageRecord>();
  if (metadataTable === undefined) return records;
  const unique = [...new Set(ids)];
  for (let at = 0; at < unique.length; at += BATCH) {
    let keys: Record<string, AttributeValue>[] = unique
      .slice(at, at + BATCH)
      .map((id) => ({ [RECORD_KEY]: { S: id } }));
    for (let attempt = 0; keys.length > 0; attempt++) {
      // A throttled table answers for some of the keys and returns the others.
      if (attempt > 0) await setTimeout(Math.min(50 * 2 ** attempt, 5000));
      const { Responses = {}, UnprocessedKeys = {} } = await dynamodb.send(
        new BatchGetItemCommand({ RequestItems: { [metadataTable]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of Responses[metadataTable] ?? []) {
        const record = recordIn(item);
        records.set(record.image_id, record);
      }
      keys = UnprocessedKeys[metadataTable]?.Keys ?? [];
    }
  }
  return records;
}

/** A record in DynamoDB's form as plain values. */
export function recordIn(item: Record<string, AttributeValue>): ImageRecord {
  return unmarshall(item) as ImageRecord;
}
