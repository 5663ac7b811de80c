import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Clients } from "../support/cloud/clients";
import { startCloudProcess, type CloudProcess } from "../support/cloud/killed-cloud";

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${i}`);

describe("a data folder", () => {
  let dataDir: string;
  let running: CloudProcess;
  const url = (name: string) => `${running.endpoint}/000000000000/${name}`;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "killed-"));
    running = await startCloudProcess(dataDir);
  });
  afterEach(async () => {
    await running.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Keys of the messages in a queue, until there are `count` different ones or nothing has come for a while. */
  async function received(name: string, count: number, keyOf: (body: string) => string): Promise<string[]> {
    const keys = new Set<string>();
    const { sqs } = running.clients;
    for (let waits = 0; keys.size < count && waits < 15; waits += 1) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url(name), MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      if (Messages.length === 0) continue;
      waits = 0;
      for (const { Body = "" } of Messages) keys.add(keyOf(Body));
      const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url(name), Entries }));
    }
    return [...keys].sort();
  }

  const put = ({ s3 }: Clients, Bucket: string, keys: readonly string[]) =>
    Promise.all(keys.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }))));

  const uploadedKey = (body: string) => {
    const { requestPayload } = JSON.parse(body) as {
      requestPayload: { Records: [{ s3: { object: { key: string } } }] };
    };
    return requestPayload.Records[0].s3.object.key;
  };

  for (const [how, stop] of [
    ["killed", () => running.kill()],
    ["closed", () => running.close()],
  ] as const) {
    it(`of a ${how} process has every acknowledged object, and its events are processed in the next run`, async () => {
      const direct = [...numbered("direct", 30), ...numbered("failing", 5)];
      const workflow = numbered("workflow", 10);
      await Promise.all([put(running.clients, "direct", direct), put(running.clients, "by-workflow", workflow)]);
      const written = await stop();
      expect(written ?? "").to.equal("");
      running = await startCloudProcess(dataDir);
      const { s3 } = running.clients;
      for (const Key of direct) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: "direct", Key }));
        expect(await Body?.transformToString()).to.equal(`body of ${Key}`);
      }
      const keyOf = (body: string) => (body.startsWith("{") ? uploadedKey(body) : body);
      const done = [...numbered("direct", 30), ...workflow].sort();
      expect(await received("done", done.length, keyOf)).to.deep.equal(done);
      expect(await received("failed", 5, uploadedKey)).to.deep.equal(numbered("failing", 5));
    });
  }

  it("of a killed process has every acknowledged item, removal and message", async () => {
    const { s3, dynamodb, sqs } = running.clients;
    await put(running.clients, "direct", ["kept", "removed"]);
    await s3.send(new DeleteObjectCommand({ Bucket: "direct", Key: "removed" }));
    await dynamodb.send(new PutItemCommand({ TableName: "records", Item: { id: { S: "1" }, n: { N: "2" } } }));
    await sqs.send(new SendMessageCommand({ QueueUrl: url("redriven"), MessageBody: "hidden" }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: url("redriven"), VisibilityTimeout: 600 }));
    await sqs.send(new SendMessageCommand({ QueueUrl: url("redriven"), MessageBody: "visible" }));
    await running.kill();
    running = await startCloudProcess(dataDir);
    const next = running.clients;
    const { Item } = await next.dynamodb.send(new GetItemCommand({ TableName: "records", Key: { id: { S: "1" } } }));
    expect(Item).to.deep.equal({ id: { S: "1" }, n: { N: "2" } });
    const removed = next.s3.send(new GetObjectCommand({ Bucket: "direct", Key: "removed" }));
    expect(await removed.catch(({ name }: Error) => name)).to.equal("NoSuchKey");
    const { Messages = [] } = await next.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url("redriven"), MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body }) => Body)).to.deep.equal(["visible"]);
  });

  it("of a killed process gives a function the messages that it was working on", async () => {
    const bodies = numbered("message", 12);
    const { sqs } = running.clients;
    await Promise.all(
      bodies.map((MessageBody) => sqs.send(new SendMessageCommand({ QueueUrl: url("input"), MessageBody }))),
    );
    await running.kill();
    running = await startCloudProcess(dataDir);
    const left = async () => {
      const attributes = await fetchDepth(running, url("input"));
      return attributes.reduce((sum, count) => sum + count, 0);
    };
    for (let waits = 0; (await left()) > 0 && waits < 100; waits += 1) await new Promise((r) => setTimeout(r, 100));
    expect(await left()).to.equal(0);
  });

  it("can be read by its owner alone", async () => {
    await put(running.clients, "direct", ["one"]);
    const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true });
    const open = [dataDir, ...entries.map((entry) => join(entry.parentPath, entry.name))].filter(
      (file) => (statSync(file).mode & 0o077) !== 0,
    );
    expect(open.filter((file) => statSync(file).isDirectory())).to.deep.equal([]);
  });
});

async function fetchDepth({ clients }: CloudProcess, QueueUrl: string): Promise<number[]> {
  const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  return names.map((name) => Number(Attributes[name]));
}
