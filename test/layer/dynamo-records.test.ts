import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import type { ImageRecord } from "../../handlers/contract";
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
  it("writes an item under the condition that it is newer", async () => {
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

  it("answers false when the condition is not met", async () => {
    expect(await recordsOver(refused("ConditionalCheckFailedException")).records.put(record)).to.be.false;
  });

  const item = { image_id: { S: "id" }, bytes_in: { N: "5" }, sequencer: { S: "0A" } };
  const bodyOf = (sent: readonly { body: unknown }[], index = 0) =>
    JSON.parse(new TextDecoder().decode(sent[index]?.body as Uint8Array)) as Record<string, unknown>;

  it("reads consistently", async () => {
    const { records, sent } = recordsOver(
      { headers: json, body: JSON.stringify({ Item: item }) },
      { headers: json, body: "{}" },
    );
    expect(await records.get("id")).to.deep.equal({ image_id: "id", bytes_in: 5, sequencer: "0A" });
    expect(await records.get("id")).to.be.undefined;
    expect(bodyOf(sent)).to.deep.equal({
      TableName: "image-metadata",
      Key: { image_id: { S: "id" } },
      ConsistentRead: true,
    });
  });

  it("finds every record of a key, newest first, page after page", async () => {
    const { records, sent } = recordsOver(
      { headers: json, body: JSON.stringify({ Items: [item], LastEvaluatedKey: { image_id: { S: "id" } } }) },
      { headers: json, body: JSON.stringify({ Items: [{ ...item, image_id: { S: "id2" } }] }) },
    );
    expect((await records.ofKey("source", "cat.jpg")).map(({ image_id }) => image_id)).to.deep.equal(["id", "id2"]);
    expect(bodyOf(sent)).to.include({ IndexName: "original-key-index", ScanIndexForward: false });
    expect(bodyOf(sent, 1)).to.deep.include({ ExclusiveStartKey: { image_id: { S: "id" } } });
  });

  it("removes a record, or under the condition that it is not newer", async () => {
    const { records, sent } = recordsOver(
      { headers: json, body: "{}" },
      { headers: json, body: "{}" },
      refused("ConditionalCheckFailedException"),
    );
    await records.remove("id");
    await records.remove("id", "0B");
    await records.remove("id", "0B");
    expect(bodyOf(sent)).to.deep.equal({ TableName: "image-metadata", Key: { image_id: { S: "id" } } });
    expect(bodyOf(sent, 1)).to.deep.include({
      ConditionExpression: "sequencer <= :upTo",
      ExpressionAttributeValues: { ":upTo": { S: "0B" } },
    });
  });

  it("throws failures", async () => {
    const error = await recordsOver(refused("ResourceNotFoundException"))
      .records.put(record)
      .catch((caught: Error) => caught);
    expect(error).to.have.property("name", "ResourceNotFoundException");
  });
});
