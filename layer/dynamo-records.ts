import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import {
  failureRecordCondition,
  newerRecordCondition,
  originalKeyIndex,
  RECORD_KEY,
  type ImageRecord,
  type RecordStatus,
} from "../handlers/contract";
import type { ImageRecords } from "../handlers/ports/image-records";

function itemOf(record: ImageRecord): Record<string, AttributeValue> {
  return marshall(record, { removeUndefinedValues: true });
}

/** The records of a stack without a metadata table. */
export const noRecords: ImageRecords = {
  enabled: false,
  put: () => Promise.resolve(false),
  get: () => Promise.resolve(undefined),
  ofKey: () => Promise.resolve([]),
  remove: () => Promise.resolve(),
  removeFailure: () => Promise.resolve(),
};

/** Records in DynamoDB, one item per image. */
export function dynamoRecords(client: DynamoDBClient, table: string): ImageRecords {
  return {
    enabled: true,

    async put(record) {
      const conditionOf = record.status === "FAILED" ? failureRecordCondition : newerRecordCondition;
      const condition = conditionOf({ S: record.sequencer });
      return conditionMet(client.send(new PutItemCommand({ TableName: table, Item: itemOf(record), ...condition })));
    },

    async get(imageId) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: keyOf(imageId), ConsistentRead: true }),
      );
      return Item && recordOfItem(Item);
    },

    async ofKey(bucket, key) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: originalKeyIndex.name,
          KeyConditionExpression: `${originalKeyIndex.partitionKey} = :key`,
          FilterExpression: "source_bucket = :bucket",
          ExpressionAttributeValues: { ":key": { S: key }, ":bucket": { S: bucket } },
          ScanIndexForward: false,
        },
      );
      const records: ImageRecord[] = [];
      for await (const { Items } of pages) records.push(...(Items ?? []).map(recordOfItem));
      return records;
    },

    async remove(imageId, upTo) {
      const condition = {
        ConditionExpression: "sequencer <= :upTo",
        ExpressionAttributeValues: { ":upTo": { S: upTo ?? "" } },
      };
      await conditionMet(
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: keyOf(imageId),
            ...(upTo === undefined ? {} : condition),
          }),
        ),
      );
    },

    async removeFailure({ image_id: imageId, sequencer }) {
      await conditionMet(
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: keyOf(imageId),
            ConditionExpression: "#status = :failed AND sequencer = :sequencer",
            ExpressionAttributeNames: { "#status": "status" },
            ExpressionAttributeValues: {
              ":failed": { S: "FAILED" satisfies RecordStatus },
              ":sequencer": { S: sequencer },
            },
          }),
        ),
      );
    },
  };
}

function keyOf(imageId: string): Record<string, AttributeValue> {
  return { [RECORD_KEY]: { S: imageId } };
}

/** Whether a conditional write was done. */
async function conditionMet(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The record in an item. */
export function recordOfItem(item: Readonly<Record<string, object>>): ImageRecord {
  return unmarshall(item as Record<string, AttributeValue>) as ImageRecord;
}
