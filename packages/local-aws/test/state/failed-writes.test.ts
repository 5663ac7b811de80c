import { CreateTableCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud, type Cloud } from "../../src/cloud";
import { clientsOf, type Clients } from "../support/cloud/clients";
import { rejection } from "../support/cloud/rejection";

const BUCKET = "photos";
const TABLE = "items";

describe("a write to the data folder that fails", () => {
  let dataDir: string;
  let cloud: Cloud;
  let clients: Clients;
  let QueueUrl: string;
  /** The code that every write of the state fails with; undefined: it is written. */
  let code: string | undefined;
  const faults: string[] = [];

  async function start(): Promise<void> {
    cloud = await startCloud({ dataDir });
    cloud.faults.follow({ ofStateWrite: () => code });
    cloud.events.on("fault", ({ message }) => faults.push(message));
    clients = clientsOf(cloud);
  }
  async function restart(): Promise<void> {
    clients.destroy();
    await cloud.close();
    await start();
  }

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "failed-writes-"));
    await start();
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    ({ QueueUrl = "" } = await clients.sqs.send(new CreateQueueCommand({ QueueName: "letters" })));
    await clients.dynamodb.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      }),
    );
  });
  after(async () => {
    code = undefined;
    clients.destroy();
    await cloud.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  afterEach(() => (code = undefined));

  const requests: Record<string, (name: string) => Promise<unknown>> = {
    PutObject: (Key) => clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key })),
    PutItem: (id) => clients.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id } } })),
    SendMessage: (MessageBody) => clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })),
  };

  for (const failure of ["ENOSPC", "EIO"]) {
    for (const [operation, send] of Object.entries(requests)) {
      it(`(${failure}) is answered to ${operation} with 500, and the endpoint goes on`, async () => {
        faults.length = 0;
        code = failure;
        const error = await rejection(send(`lost-${failure}`));
        expect(error.name).to.equal("InternalError");
        expect(error.$metadata?.httpStatusCode).to.equal(500);
        expect(error.message).to.contain("could not be written to the disk").and.to.contain(failure);
        expect(faults.join()).to.contain(failure);
        code = undefined;
        await send(`kept-${failure}`);
      });
    }
  }

  it("leaves nothing half-written: what was acknowledged is there in the next run, whole", async () => {
    await restart();
    for (const failure of ["ENOSPC", "EIO"]) {
      const kept = `kept-${failure}`;
      const object = await clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: kept }));
      expect(await object.Body?.transformToString()).to.equal(kept);
      expect(
        (await clients.dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: kept } } }))).Item,
      ).to.deep.equal({
        id: { S: kept },
      });
    }
    const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages.map(({ Body }) => Body)).to.include.members(["kept-ENOSPC", "kept-EIO"]);
    const versions = cloud.services.s3.bucket(BUCKET).all();
    expect(readdirSync(join(dataDir, "blobs")).length).to.equal(versions.length);
  });

  it("of an object's bytes is answered with 500, and leaves neither a file nor a version", async () => {
    cloud.faults.follow({ isDiskFull: () => true });
    const before = [readdirSync(join(dataDir, "blobs")).length, cloud.services.s3.bucket(BUCKET).all().length];
    const error = await rejection(clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "no-room", Body: "x" })));
    expect([error.name, error.$metadata?.httpStatusCode]).to.deep.equal(["InternalError", 500]);
    cloud.faults.clear();
    expect([readdirSync(join(dataDir, "blobs")).length, cloud.services.s3.bucket(BUCKET).all().length]).to.deep.equal(
      before,
    );
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "room", Body: "x" }));
  });
});
