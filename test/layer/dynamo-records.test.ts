import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import type { ImageRecord } from "../../handlers/ports";
import { dynamoRecords } from "../../layer/dynamo-records";
import { fakeHttp, testIdentity, type Answer } from "./fake-http";

const record: ImageRecord = {
  image_id: "id",
  status: "PROCESSED",
  original_key: "cat.jpg",
  source_bucket: "source",
  destination_bucket: "destination",
  sequencer: "0A",
  upload_time: "2026-01-02T03:04:05.678Z",
  duration_ms: 12,
  bytes_in: undefined,
  variants: [{ name: "processed", key: "processed-cat.jpg", size: "300x300", bytes: 5, content_type: "image/jpeg" }],
};

const recordsOver = (...answers: Answer[]) => {
  const http = fakeHttp(...answers);
  const client = new DynamoDBClient({ ...testIdentity, requestHandler: http.handler });
  return { sent: http.sent, records: dynamoRecords(client, "image-metadata") };
};
const json = { "content-type": "application/x-amz-json-1.0" };
const refused = (type: string): Answer => ({
  status: 400,
  headers: json,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "no" }),
});

describe("records in DynamoDB", () => {
  it("writes an item unless a later event or this one's result is there", async () => {
    const { records, sent } = recordsOver({ headers: json, body: "{}" });
    expect(await records.put(record)).to.be.true;
    expect(sent[0]?.headers["x-amz-target"]).to.equal("DynamoDB_20120810.PutItem");
    const request = JSON.parse(new TextDecoder().decode(sent[0]?.body as Uint8Array)) as Record<string, unknown>;
    expect(request).to.deep.equal({
      TableName: "image-metadata",
      Item: {
        image_id: { S: "id" },
        status: { S: "PROCESSED" },
        original_key: { S: "cat.jpg" },
        source_bucket: { S: "source" },
        destination_bucket: { S: "destination" },
        sequencer: { S: "0A" },
        upload_time: { S: "2026-01-02T03:04:05.678Z" },
        duration_ms: { N: "12" },
        variants: {
          L: [
            {
              M: {
                name: { S: "processed" },
                key: { S: "processed-cat.jpg" },
                size: { S: "300x300" },
                bytes: { N: "5" },
                content_type: { S: "image/jpeg" },
              },
            },
          ],
        },
      },
      ConditionExpression:
        "attribute_not_exists(image_id) OR sequencer < :sequencer OR (sequencer = :sequencer AND #status <> :processed)",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":sequencer": { S: "0A" }, ":processed": { S: "PROCESSED" } },
    });
  });

  it("leaves what is newer and says so", async () => {
    expect(await recordsOver(refused("ConditionalCheckFailedException")).records.put(record)).to.be.false;
  });

  it("throws what is worth another try", async () => {
    const error = await recordsOver(refused("ResourceNotFoundException"))
      .records.put(record)
      .catch((caught: Error) => caught);
    expect(error).to.have.property("name", "ResourceNotFoundException");
  });
});
