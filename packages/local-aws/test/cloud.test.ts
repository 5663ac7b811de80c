import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud, type Cloud } from "../src/cloud";
import { clientsOf, type Clients } from "./support/cloud/clients";
import { deploy } from "./support/cloud/functions";
import { rejection } from "./support/cloud/rejection";

const table = {
  TableName: "kept",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
};

describe("startCloud", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "cloud-test-"));
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  async function during<T>(options: object, work: (cloud: Cloud, clients: Clients) => Promise<T>): Promise<T> {
    const cloud = await startCloud(options);
    const clients = clientsOf(cloud);
    try {
      return await work(cloud, clients);
    } finally {
      clients.destroy();
      await cloud.close();
    }
  }

  it("keeps objects, tables, queues and functions in the data folder for the next run", async () => {
    const keys = await during({ dataDir }, async (cloud, { s3, dynamodb, sqs }) => {
      const { services } = cloud;
      services.s3.createBucket("kept");
      services.s3.configure("kept", { versioning: "Enabled" });
      await s3.send(new PutObjectCommand({ Bucket: "kept", Key: "ü", Body: "1", Metadata: { a: "b" } }));
      await s3.send(new PutObjectCommand({ Bucket: "kept", Key: "ü", Body: "2" }));
      await services.dynamodb.call("CreateTable", table);
      await services.dynamodb.configure("kept", { deletionProtection: true });
      await dynamodb.send(new PutItemCommand({ TableName: "kept", Item: { id: { S: "1" } } }));
      services.sqs.createQueue("kept", {});
      await sqs.send(new SendMessageCommand({ QueueUrl: services.sqs.url("kept"), MessageBody: "m" }));
      await deploy(cloud, "kept", { code: `exports.handler = async () => "kept";` });
      return cloud.credentials;
    });
    await during({ dataDir }, async (cloud, { s3, dynamodb, sqs }) => {
      expect(cloud.credentials).to.deep.equal(keys);
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: "kept" }));
      expect(Versions).to.have.length(2);
      const first = await s3.send(
        new GetObjectCommand({ Bucket: "kept", Key: "ü", VersionId: Versions[1]?.VersionId }),
      );
      expect([await first.Body?.transformToString(), first.Metadata]).to.deep.equal(["1", { a: "b" }]);
      const { Item } = await dynamodb.send(new GetItemCommand({ TableName: "kept", Key: { id: { S: "1" } } }));
      expect(Item).to.deep.equal({ id: { S: "1" } });
      expect(cloud.services.dynamodb.settings("kept").deletionProtection).to.equal(true);
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: cloud.services.sqs.url("kept") }));
      expect(Messages?.map((m) => m.Body)).to.deep.equal(["m"]);
      expect((await cloud.services.lambda.invoke("kept", "{}")).payload).to.equal('"kept"');
    });
  });

  it("leaves no files without a data folder, and removes those of a killed run", async () => {
    const mine = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`image-pipeline-cloud-${process.pid}-`));
    const abandoned = mkdtempSync(join(tmpdir(), "image-pipeline-cloud-999999999-"));
    const started = await startCloud();
    expect(mine()).to.have.length(1);
    expect(existsSync(abandoned)).to.equal(false);
    await started.close();
    await started.close();
    expect(mine()).to.deep.equal([]);
  });

  it("fails with EADDRINUSE on a port in use", async () => {
    await during({}, async ({ endpoint }) => {
      const port = Number(new URL(endpoint).port);
      expect(await rejection(startCloud({ port }))).to.include({ code: "EADDRINUSE" });
    });
  });

  it("fails with EBUSY on a data folder in use", async () => {
    await during({ dataDir }, async () => {
      const second = await rejection(startCloud({ dataDir }));
      expect(second).to.include({ code: "EBUSY", message: `the data folder ${dataDir} is in use by another process` });
    });
    await during({ dataDir }, () => Promise.resolve());
  });

  it("listens on the loopback interface only", async () => {
    await during({}, ({ endpoint }) => Promise.resolve(expect(new URL(endpoint).hostname).to.equal("127.0.0.1")));
  });
});
