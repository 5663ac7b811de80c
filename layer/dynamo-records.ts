import { ConditionalCheckFailedException, PutItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { ImageRecords } from "../handlers/ports";

/**
 * Taken when nothing is there, when what is there came from an earlier event, and when the same event has been refused
 * or half done before: a redelivery may better a refusal and never undoes a result.
 */
const isNews =
  "attribute_not_exists(image_id) OR sequencer < :sequencer OR (sequencer = :sequencer AND #status <> :processed)";

/** Records in DynamoDB, one item per image_id. */
export function dynamoRecords(client: DynamoDBClient, table: string): ImageRecords {
  return {
    async put(record) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: marshall(record, { removeUndefinedValues: true }),
            ConditionExpression: isNews,
            ExpressionAttributeNames: { "#status": "status" },
            ExpressionAttributeValues: { ":sequencer": { S: record.sequencer }, ":processed": { S: "PROCESSED" } },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
