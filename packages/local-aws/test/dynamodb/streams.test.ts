import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  type AttributeValue,
  type StreamViewType,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { rejection } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

type Item = Record<string, AttributeValue>;

describe("DynamoDB streams", () => {
  const suite = useCloud();
  const db = () => suite().root.dynamodb;
  const streams = () => suite().cloud.services.dynamodb.streams;

  async function table(TableName: string, StreamViewType?: StreamViewType): Promise<string> {
    await db().send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["id", "group"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [
          {
            IndexName: "by-group",
            KeySchema: [{ AttributeName: "group", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
        ...(StreamViewType && { StreamSpecification: { StreamEnabled: true, StreamViewType } }),
      }),
    );
    const { Table } = await db().send(new DescribeTableCommand({ TableName }));
    return Table?.LatestStreamArn ?? "";
  }

  const item = (id: string, n: number): Item => ({ id: { S: id }, group: { S: "g" }, n: { N: String(n) } });
  const put = (TableName: string, id: string, n: number) =>
    db().send(new PutItemCommand({ TableName, Item: item(id, n) }));
  const remove = (TableName: string, id: string) =>
    db().send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
  const recordsOf = (streamArn: string) => streams().after(streamArn, "", 100);

  it("have a record of each change, with the item before and after it, in order", async () => {
    const streamArn = await table("all", "NEW_AND_OLD_IMAGES");
    await put("all", "a", 1);
    await put("all", "a", 2);
    const update = { UpdateExpression: "SET n = :n", ExpressionAttributeValues: { ":n": { N: "3" } } };
    await db().send(new UpdateItemCommand({ TableName: "all", Key: { id: { S: "a" } }, ...update }));
    await remove("all", "a");
    const records = recordsOf(streamArn);
    expect(records.map(({ eventName, keys, oldImage, newImage }) => [eventName, keys, oldImage, newImage])).to.eql([
      ["INSERT", { id: { S: "a" } }, undefined, item("a", 1)],
      ["MODIFY", { id: { S: "a" } }, item("a", 1), item("a", 2)],
      ["MODIFY", { id: { S: "a" } }, item("a", 2), item("a", 3)],
      ["REMOVE", { id: { S: "a" } }, item("a", 3), undefined],
    ]);
    const numbers = records.map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers).to.eql([...numbers].sort());
    for (const number of numbers) expect(number).to.match(/^\d{21}$/);
    expect(streams().after(streamArn, numbers[1] ?? "", 1)).to.eql([records[2]]);
  });

  it("have a record of each item of a batch", async () => {
    const streamArn = await table("batch", "KEYS_ONLY");
    const RequestItems = { batch: ["a", "b"].map((id) => ({ PutRequest: { Item: item(id, 1) } })) };
    await db().send(new BatchWriteItemCommand({ RequestItems }));
    expect(recordsOf(streamArn).map(({ keys }) => keys)).to.have.deep.members([{ id: { S: "a" } }, { id: { S: "b" } }]);
  });

  it("have none of a write that changes nothing, or is refused, or of an index", async () => {
    const streamArn = await table("same", "NEW_IMAGE");
    await put("same", "a", 1);
    await put("same", "a", 1);
    await remove("same", "b");
    const never = { ConditionExpression: "attribute_not_exists(id)" };
    await rejection(db().send(new PutItemCommand({ TableName: "same", Item: item("a", 2), ...never })));
    expect(recordsOf(streamArn)).to.have.length(1);
  });

  const views: readonly (readonly [StreamViewType, boolean, boolean])[] = [
    ["KEYS_ONLY", false, false],
    ["NEW_IMAGE", false, true],
    ["OLD_IMAGE", true, false],
    ["NEW_AND_OLD_IMAGES", true, true],
  ];
  for (const [view, old, fresh] of views) {
    it(`have the images that ${view} names`, async () => {
      const streamArn = await table(`view-${view}`, view);
      await put(`view-${view}`, "a", 1);
      await put(`view-${view}`, "a", 2);
      const [, record] = recordsOf(streamArn);
      expect(record?.oldImage).to.eql(old ? item("a", 1) : undefined);
      expect(record?.newImage).to.eql(fresh ? item("a", 2) : undefined);
    });
  }

  it("begin with an update of a table that has items, and end with one", async () => {
    expect(await table("later")).to.equal("");
    await put("later", "a", 1);
    const change = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: StreamViewType }) =>
      db().send(new UpdateTableCommand({ TableName: "later", StreamSpecification }));
    const on = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } as const;
    const { TableDescription } = await change(on);
    expect(TableDescription?.StreamSpecification).to.eql(on);
    const streamArn = TableDescription?.LatestStreamArn ?? "";
    expect(streamArn).to.match(/:table\/later\/stream\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    await put("later", "a", 2);
    expect(recordsOf(streamArn).map(({ eventName, oldImage }) => [eventName, oldImage])).to.eql([
      ["MODIFY", item("a", 1)],
    ]);
    expect((await rejection(change(on))).message).to.equal("Table already has an enabled stream: TableName: later");
    await change({ StreamEnabled: false });
    expect(recordsOf(streamArn)).to.eql([]);
    const ended = await rejection(change({ StreamEnabled: false }));
    expect(ended.message).to.equal("Table is not stream enabled: TableName: later");
  });

  it("refuse a specification that says nothing of the view, or a view without a stream", async () => {
    for (const specification of [
      { StreamEnabled: true },
      { StreamEnabled: false, StreamViewType: "NEW_IMAGE" as const },
      { StreamEnabled: true, StreamViewType: "ALL" as StreamViewType },
    ]) {
      const update = new UpdateTableCommand({ TableName: "all", StreamSpecification: specification });
      expect(await rejection(db().send(update))).to.include({ name: "ValidationException" });
    }
  });

  it("have no records of a table that is deleted, or made anew with other indexes", async () => {
    const streamArn = await table("rebuilt", "NEW_AND_OLD_IMAGES");
    await put("rebuilt", "a", 1);
    await suite().cloud.services.dynamodb.rebuild({
      TableName: "rebuilt",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    await put("rebuilt", "a", 2);
    expect(recordsOf(streamArn).map(({ eventName }) => eventName)).to.eql(["INSERT", "MODIFY"]);
    await db().send(new DeleteTableCommand({ TableName: "rebuilt" }));
    expect(streams().has(streamArn)).to.be.false;
  });
});
