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
import type { ImageRecord, ImageRecords } from "../handlers/ports";
import { IS_NEWS } from "../handlers/record-condition";

/** The index of the table that finds a key's records. */
const ORIGINAL_KEY_INDEX = "original-key-index";

/** A record in DynamoDB's own notation. */
export function itemOf(record: ImageRecord): Record<string, AttributeValue> {
  return marshall(record, { removeUndefinedValues: true });
}

/** Records in DynamoDB, one item per image_id. */
export function dynamoRecords(client: DynamoDBClient, table: string): ImageRecords {
  return {
    async put(record) {
      return unlessRefused(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: itemOf(record),
            ConditionExpression: IS_NEWS,
            ExpressionAttributeNames: { "#status": "status" },
            ExpressionAttributeValues: { ":sequencer": { S: record.sequencer }, ":processed": { S: "PROCESSED" } },
          }),
        ),
      );
    },

    async get(imageId) {
      const key = { image_id: { S: imageId } };
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item && toRecord(Item);
    },

    async ofKey(bucket, key) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: ORIGINAL_KEY_INDEX,
          KeyConditionExpression: "original_key = :key",
          FilterExpression: "source_bucket = :bucket",
          ExpressionAttributeValues: { ":key": { S: key }, ":bucket": { S: bucket } },
          ScanIndexForward: false,
        },
      );
      const records: ImageRecord[] = [];
      for await (const { Items } of pages) records.push(...(Items ?? []).map(toRecord));
      return records;
    },

    async remove(imageId, upTo) {
      const condition = {
        ConditionExpression: "sequencer <= :upTo",
        ExpressionAttributeValues: { ":upTo": { S: upTo ?? "" } },
      };
      await unlessRefused(
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: { image_id: { S: imageId } },
            ...(upTo === undefined ? {} : condition),
          }),
        ),
      );
    },
  };
}

/** Whether a conditional write was done. */
async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function toRecord(item: Record<string, AttributeValue>): ImageRecord {
  return unmarshall(item) as ImageRecord;
}
