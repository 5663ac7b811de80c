import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { rejection, rejectionName } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

const TABLE_NAME = "images";
const TABLE_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/images";

describe("DynamoDB tables", () => {
  const suite = useCloud();
  const db = () => suite().root.dynamodb;

  before(() =>
    db().send(
      new CreateTableCommand({
        TableName: TABLE_NAME,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "key", AttributeType: "S" },
        ],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [
          {
            IndexName: "by-key",
            KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    ),
  );

  const put = (id: string, seq: string, more: object = {}) =>
    db().send(
      new PutItemCommand({
        TableName: TABLE_NAME,
        Item: { id: { S: id }, key: { S: `key-${id}` }, seq: { S: seq } },
        ...more,
      }),
    );

  it("writes only what a condition allows", async () => {
    const newer = {
      ConditionExpression: "attribute_not_exists(id) OR seq < :seq",
      ExpressionAttributeValues: { ":seq": { S: "2" } },
    };
    await put("a", "2", newer);
    expect(await rejectionName(put("a", "2", newer))).to.equal("ConditionalCheckFailedException");
    const { Item } = await db().send(new GetItemCommand({ TableName: TABLE_NAME, Key: { id: { S: "a" } } }));
    expect(Item?.seq?.S).to.equal("2");
  });

  it("tells the item that a condition does not hold for who asks for it", async () => {
    await put("held", "2");
    const Key = { id: { S: "held" } };
    const failing = {
      ConditionExpression: "seq < :seq",
      ExpressionAttributeValues: { ":seq": { S: "1" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    } as const;
    const update = { UpdateExpression: "SET seq = :seq" };
    for (const write of [
      () => put("held", "1", failing),
      () => db().send(new UpdateItemCommand({ TableName: TABLE_NAME, Key, ...update, ...failing })),
      () => db().send(new DeleteItemCommand({ TableName: TABLE_NAME, Key, ...failing })),
    ]) {
      const error = (await rejection(write())) as Error & { Item?: { seq?: { S?: string } } };
      expect([error.name, error.Item?.seq?.S]).to.deep.equal(["ConditionalCheckFailedException", "2"]);
    }
    const silent = (await rejection(
      put("held", "1", { ...failing, ReturnValuesOnConditionCheckFailure: "NONE" }),
    )) as object;
    expect(silent).to.have.property("Item", undefined);
    const absent = { ConditionExpression: "attribute_exists(id)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
    expect(await rejection(put("absent", "1", absent))).to.have.property("Item", undefined);
    const other = put("held", "1", { ...failing, ReturnValuesOnConditionCheckFailure: "SOME" });
    expect((await rejection(other)).message).to.contain("Member must satisfy enum value set: [ALL_OLD, NONE]");
  });

  it("takes items of 400 KB, names and values of attributes included", async () => {
    const item = (bytes: number) => ({ id: { S: "a" }, b: { S: "x".repeat(bytes - "ida".length - "b".length) } });
    const send = (bytes: number) =>
      db().send(
        new PutItemCommand({ TableName: TABLE_NAME, Item: { ...item(bytes - "keyk".length), key: { S: "k" } } }),
      );
    await send(400 * 1024);
    expect((await rejection(send(400 * 1024 + 1))).message).to.equal("Item size has exceeded the maximum allowed size");
  });

  it("finds items by an index", async () => {
    await put("b", "1");
    const query = {
      KeyConditionExpression: "#k = :k",
      ExpressionAttributeNames: { "#k": "key" },
      ExpressionAttributeValues: { ":k": { S: "key-b" } },
    };
    const { Items } = await db().send(new QueryCommand({ TableName: TABLE_NAME, IndexName: "by-key", ...query }));
    expect(Items?.map((item) => item.id?.S)).to.deep.equal(["b"]);
  });

  it("authorizes tables and indexes separately", async () => {
    const { dynamodb } = suite().asRole("writer", [
      { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:Query"], Resource: TABLE_ARN },
    ]);
    await dynamodb.send(new PutItemCommand({ TableName: TABLE_NAME, Item: { id: { S: "c" }, key: { S: "c" } } }));
    const get = await rejection(dynamodb.send(new GetItemCommand({ TableName: TABLE_NAME, Key: { id: { S: "c" } } })));
    expect([get.name, get.message]).to.deep.equal([
      "AccessDeniedException",
      `User: arn:aws:sts::000000000000:assumed-role/writer/test is not authorized to perform: dynamodb:GetItem on resource: ${TABLE_ARN} because no identity-based policy allows the dynamodb:GetItem action`,
    ]);
    const query = { KeyConditionExpression: "id = :k", ExpressionAttributeValues: { ":k": { S: "c" } } };
    expect((await dynamodb.send(new QueryCommand({ TableName: TABLE_NAME, ...query }))).Count).to.equal(1);
    const onIndex = new QueryCommand({ TableName: TABLE_NAME, IndexName: "by-key", ...query });
    expect((await rejection(dynamodb.send(onIndex))).message).to.include("table/images/index/by-key");
  });

  it("keeps point-in-time recovery, time to live and deletion protection", async () => {
    await db().send(
      new UpdateContinuousBackupsCommand({
        TableName: TABLE_NAME,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const { ContinuousBackupsDescription: backups } = await db().send(
      new DescribeContinuousBackupsCommand({ TableName: TABLE_NAME }),
    );
    expect(backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).to.equal("ENABLED");
    await db().send(
      new UpdateTimeToLiveCommand({
        TableName: TABLE_NAME,
        TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      }),
    );
    const { TimeToLiveDescription: ttl } = await db().send(new DescribeTimeToLiveCommand({ TableName: TABLE_NAME }));
    expect(ttl).to.deep.equal({ TimeToLiveStatus: "ENABLED", AttributeName: "ttl" });
    const again = { AttributeName: "ttl", Enabled: true };
    const ttlAgain = new UpdateTimeToLiveCommand({ TableName: TABLE_NAME, TimeToLiveSpecification: again });
    expect((await rejection(db().send(ttlAgain))).message).to.equal("TimeToLive is already enabled");
    const days = (RecoveryPeriodInDays: number) =>
      new UpdateContinuousBackupsCommand({
        TableName: TABLE_NAME,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays },
      });
    expect(await rejectionName(db().send(days(36)))).to.equal("ValidationException");
    const { ContinuousBackupsDescription: week } = await db().send(days(7));
    expect(week?.PointInTimeRecoveryDescription?.RecoveryPeriodInDays).to.equal(7);
    await db().send(new UpdateTableCommand({ TableName: TABLE_NAME, DeletionProtectionEnabled: true }));
    expect(
      (await db().send(new DescribeTableCommand({ TableName: TABLE_NAME }))).Table?.DeletionProtectionEnabled,
    ).to.equal(true);
    expect((await rejection(db().send(new DeleteTableCommand({ TableName: TABLE_NAME })))).message).to.include(
      "protected against deletion",
    );
    await db().send(new UpdateTableCommand({ TableName: TABLE_NAME, DeletionProtectionEnabled: false }));
    await db().send(new DeleteTableCommand({ TableName: TABLE_NAME }));
    expect(await rejectionName(db().send(new DescribeTableCommand({ TableName: TABLE_NAME })))).to.equal(
      "ResourceNotFoundException",
    );
  });

  it("fails with an injected error", async () => {
    suite().cloud.faults.fail("dynamodb", "PutItem", { code: "ProvisionedThroughputExceededException", status: 400 });
    expect(await rejectionName(put("z", "1"))).to.equal("ProvisionedThroughputExceededException");
    suite().cloud.faults.clear();
    expect(await rejectionName(put("z", "1"))).to.equal("ResourceNotFoundException");
  });
});
