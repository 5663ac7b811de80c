import { PutItemCommand, CreateTableCommand, DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { GetEventSourceMappingCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud, type Cloud } from "../../src/cloud";
import type { EventSourceMappingSpec } from "../../src/lambda/event-source-mapping";
import { clientsOf } from "../support/cloud/clients";
import { deploy, logOf } from "../support/cloud/functions";
import { useCloud } from "../support/cloud/use-cloud";

const readers = (table: string, actions = ["DescribeStream", "GetRecords", "GetShardIterator"]) => [
  { Effect: "Allow", Action: "dynamodb:ListStreams", Resource: "*" },
  {
    Effect: "Allow",
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/stream/*`,
  },
  { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" },
];

/** Logs the ids of each batch; fails at items whose id says so, by a throw or in its response. */
const CONSUMER = `
exports.handler = async ({ Records }) => {
  const ids = Records.map(({ dynamodb }) => dynamodb.Keys.id.S);
  console.log("got " + ids.join());
  if (ids.some((id) => id.startsWith("throw"))) throw new Error("no");
  const failed = Records.filter(({ dynamodb }) => dynamodb.Keys.id.S.startsWith("fail"));
  return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
};`;

async function makeTable(
  cloud: Cloud,
  TableName: string,
): Promise<{ streamArn: string; put: (id: string) => Promise<void> }> {
  const { dynamodb } = clientsOf(cloud);
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  return {
    streamArn: cloud.services.dynamodb.streams.arnOf(TableName) ?? "",
    put: async (id) => void (await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }))),
  };
}

const batches = (cloud: Cloud, name: string) =>
  logOf(cloud, name).flatMap((line) => /got ([\w,-]+)/.exec(line)?.[1] ?? []);

describe("streams that functions read", function () {
  this.timeout(30_000);
  const suite = useCloud();
  const cloud = () => suite().cloud;

  /** A table whose stream a function reads once there are items with these ids. */
  async function reader(name: string, ids: readonly string[], mapping: Partial<EventSourceMappingSpec> = {}) {
    const { streamArn, put } = await makeTable(cloud(), name);
    for (const id of ids) await put(id);
    await deploy(cloud(), name, { code: CONSUMER, statements: readers(name) });
    const dead = cloud().services.sqs.createQueue(`${name}-dead`, {});
    const spec = { sourceArn: streamArn, functionName: name, startingPosition: "TRIM_HORIZON" as const, ...mapping };
    const { uuid } = cloud().services.eventSourceMappings.create(spec);
    return { streamArn, put, uuid, dead, batches: () => batches(cloud(), name) };
  }

  it("hand out records in batches, in order, and are idle when all are handled", async () => {
    const { put, ...read } = await reader("ordered", ["a", "b", "c"], { batchSize: 2 });
    await cloud().idle();
    expect(read.batches()).to.eql(["a,b", "c"]);
    await put("d");
    await cloud().idle();
    expect(read.batches()).to.eql(["a,b", "c", "d"]);
  });

  it("give a function what AWS's documents describe", async () => {
    const { streamArn } = await makeTable(cloud(), "shape");
    await deploy(cloud(), "shape", {
      code: "exports.handler = async (event) => console.log(JSON.stringify(event));",
      statements: readers("shape"),
    });
    const { dynamodb } = suite().root;
    cloud().services.eventSourceMappings.create({
      sourceArn: streamArn,
      functionName: "shape",
      startingPosition: "LATEST",
    });
    await dynamodb.send(new PutItemCommand({ TableName: "shape", Item: { id: { S: "a" }, n: { N: "1" } } }));
    await dynamodb.send(new DeleteItemCommand({ TableName: "shape", Key: { id: { S: "a" } } }));
    await cloud().idle();
    const records = logOf(cloud(), "shape")
      .filter((line) => line.includes("Records"))
      .flatMap((line) => {
        const { message } = JSON.parse(line) as { message?: string };
        return (JSON.parse(message ?? line) as { Records: readonly Record<string, unknown>[] }).Records;
      });
    const [created, removed] = records;
    expect(created).to.deep.include({
      eventName: "INSERT",
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: "us-east-1",
      eventSourceARN: streamArn,
    });
    expect(created?.eventID).to.match(/^[0-9a-f]{32}$/);
    expect(created?.dynamodb).to.deep.include({
      Keys: { id: { S: "a" } },
      NewImage: { id: { S: "a" }, n: { N: "1" } },
      StreamViewType: "NEW_AND_OLD_IMAGES",
    });
    expect(created?.dynamodb).to.include.keys("ApproximateCreationDateTime", "SequenceNumber", "SizeBytes");
    expect(removed?.eventName).to.equal("REMOVE");
    expect(removed?.dynamodb).to.deep.include({ OldImage: { id: { S: "a" }, n: { N: "1" } } });
    expect(removed?.dynamodb).not.to.have.property("NewImage");
  });

  it("hold up what comes after a batch that fails, and report it where its retries are over", async () => {
    const { dead, ...read } = await reader("held", ["a", "throw", "b"], {
      batchSize: 1,
      maximumRetryAttempts: 2,
      onFailure: "arn:aws:sqs:us-east-1:000000000000:held-dead",
    });
    await cloud().idle();
    expect(read.batches()).to.eql(["a", "throw", "throw", "throw", "b"]);
    const [{ body } = { body: "{}" }] = dead.messages;
    const letter = JSON.parse(body) as Record<string, Record<string, unknown>>;
    expect(letter.requestContext).to.include({ condition: "RetryAttemptsExhausted", approximateInvokeCount: 3 });
    expect(letter.responseContext).to.include({ functionError: "Unhandled" });
    expect(letter.DDBStreamBatchInfo).to.include({ batchSize: 1, streamArn: read.streamArn });
    expect(dead.messages).to.have.length(1);
  });

  it("split a batch that fails, until the record that it fails for is alone", async () => {
    const ids = ["a", "b", "throw", "c"];
    const read = await reader("split", ids, { bisects: true, maximumRetryAttempts: 0 });
    await cloud().idle();
    expect(read.batches()).to.eql(["a,b,throw,c", "a,b", "throw,c", "throw", "c"]);
  });

  it("begin again with the first record that a function reports", async () => {
    const read = await reader("reported", ["a", "fail", "b", "fail2"], {
      reportsItemFailures: true,
      maximumRetryAttempts: 1,
    });
    await cloud().idle();
    // What comes after it is given up with the batch that it is in.
    expect(read.batches()).to.eql(["a,fail,b,fail2", "fail,b,fail2"]);
  });

  it("read on in the next run where the last has ended", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "streams-"));
    try {
      const first = await startCloud({ dataDir });
      const { streamArn, put } = await makeTable(first, "kept");
      await deploy(first, "kept", { code: CONSUMER, statements: readers("kept") });
      const spec = { sourceArn: streamArn, functionName: "kept", startingPosition: "TRIM_HORIZON" as const };
      const { uuid } = first.services.eventSourceMappings.create(spec);
      await put("done");
      await first.idle();
      first.services.eventSourceMappings.update(uuid, { ...spec, enabled: false });
      await put("pending");
      await first.close();
      const next = await startCloud({ dataDir });
      next.services.eventSourceMappings.update(uuid, spec);
      await clientsOf(next).dynamodb.send(new PutItemCommand({ TableName: "kept", Item: { id: { S: "new" } } }));
      await next.idle();
      expect(batches(next, "kept").join()).to.equal("pending,new");
      await next.close();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  it("answer who asks for the mapping with its settings", async () => {
    const { uuid } = await reader("described", [], { maximumRecordAgeSec: 60, bisects: true });
    const { endpoint, region, credentials } = cloud();
    const client = new LambdaClient({ endpoint, region, credentials });
    const answer = await client.send(new GetEventSourceMappingCommand({ UUID: uuid }));
    client.destroy();
    expect(answer).to.deep.include({
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 60,
      MaximumRetryAttempts: -1,
      StartingPosition: "TRIM_HORIZON",
    });
  });

  it("are refused to a role without the permission, or without a position to begin at", async () => {
    const { streamArn } = await makeTable(cloud(), "denied");
    await deploy(cloud(), "denied", { code: CONSUMER, statements: readers("denied", ["GetRecords"]) });
    const create = (spec: object) => () =>
      cloud().services.eventSourceMappings.create({ sourceArn: streamArn, functionName: "denied", ...spec });
    expect(create({ startingPosition: "LATEST" })).to.throw(
      "The function execution role does not have permissions to call DescribeStream on DynamoDB",
    );
    expect(create({})).to.throw("startingPosition: required for a stream");
    expect(create({ startingPosition: "LATEST", maximumConcurrency: 2 })).to.throw("not for a stream");
    expect(create({ startingPosition: "LATEST", batchSize: 10_001 })).to.throw("batchSize: expected 1 to 10000");
    const gone = streamArn.replace(/[^/]*$/, "2020-01-01T00:00:00.000");
    expect(create({ sourceArn: gone, startingPosition: "LATEST" })).to.throw(`Stream not found: ${gone}`);
  });
});
