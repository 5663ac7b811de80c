import { type AttributeValue, DescribeTableCommand, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import type { ResultObject, Verdict } from "./image-report";

/** Finds the record of an upload. */
export interface RecordFinder {
  /** @param versionId of the upload; undefined in a bucket without versions, where the newest record counts */
  find(key: string, versionId: string | undefined): Promise<Verdict | undefined>;
}

/** Finds records by the index of `table` over `original_key`; undefined if it has none. */
export async function recordFinder(dynamodb: DynamoDBClient, table: string): Promise<RecordFinder | undefined> {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
  const index = Table?.GlobalSecondaryIndexes?.find(({ KeySchema }) =>
    KeySchema?.some(({ AttributeName, KeyType }) => AttributeName === "original_key" && KeyType === "HASH"),
  )?.IndexName;
  if (index === undefined) return undefined;
  return {
    find: async (key, versionId) => {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: "original_key = :key",
          ExpressionAttributeValues: { ":key": { S: key } },
        }),
      );
      const item = versionId === undefined ? Items.at(-1) : Items.find((one) => one["version_id"]?.S === versionId);
      return item && verdictOf(item);
    },
  };
}

function verdictOf(item: Record<string, AttributeValue>): Verdict {
  const originalSize = item["original_size"]?.S;
  const size = originalSize === undefined ? {} : { originalSize };
  if (item["status"]?.S !== "PROCESSED") {
    return { status: "refused", reason: item["reason"]?.S ?? "UNKNOWN", ...size };
  }
  return {
    status: "processed",
    results: (item["variants"]?.L ?? []).flatMap((variant) => resultOf(variant.M ?? {}) ?? []),
    ...size,
  };
}

function resultOf(variant: Record<string, AttributeValue>): ResultObject | undefined {
  const key = variant["key"]?.S;
  const size = variant["size"]?.S;
  return key === undefined
    ? undefined
    : { key, bytes: Number(variant["bytes"]?.N ?? 0), ...(size !== undefined && { size }) };
}
