import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import type { NotificationRule } from "../../src/s3/types";
import { rejection } from "../support/cloud/rejection";
import { deploy, logOf } from "../support/cloud/functions";
import { policy, useCloud } from "../support/cloud/use-cloud";

interface S3EventRecord {
  readonly eventName: string;
  readonly s3: {
    readonly configurationId: string;
    readonly object: { readonly key: string; readonly sequencer: string };
  };
}

interface S3Event {
  readonly Records: readonly S3EventRecord[];
}

const ACCOUNT_ID = "000000000000";
const FUNCTION_ARN = `arn:aws:lambda:us-east-1:${ACCOUNT_ID}:function:listener`;
const QUEUE_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT_ID}:changes`;
const rule = (change: Partial<NotificationRule> = {}): NotificationRule => ({
  id: "rule",
  target: FUNCTION_ARN,
  events: ["s3:ObjectCreated:*"],
  prefix: "",
  suffix: "",
  ...change,
});

describe("S3 notifications", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  const s3 = () => suite().root.s3;
  let buckets = 0;

  before(async () => {
    await deploy(cloud(), "listener", {
      code: `exports.handler = async (event) => console.log(JSON.stringify(event));`,
    });
    cloud().services.sqs.createQueue("changes", {});
  });

  async function bucket(): Promise<string> {
    const Bucket = `notify-${(buckets += 1)}`;
    await s3().send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  }

  function permit(bucketName: string): void {
    cloud().services.lambda.addPermission("listener", {
      statementId: bucketName,
      action: "lambda:InvokeFunction",
      principal: "s3.amazonaws.com",
      sourceArn: `arn:aws:s3:::${bucketName}`,
      sourceAccount: ACCOUNT_ID,
    });
  }

  const notify = (bucketName: string, ...rules: NotificationRule[]) =>
    cloud().services.s3.putNotification(bucketName, { rules, eventBridge: false });

  /** Events that the function has logged since the last call. */
  let read = 0;
  async function events(): Promise<S3Event[]> {
    await cloud().idle();
    const lines = logOf(cloud(), "listener").filter((line) => line.includes('"message"'));
    const fresh = lines
      .slice(read)
      .map((line) => JSON.parse((JSON.parse(line) as { message: string }).message) as S3Event);
    read = lines.length;
    return fresh;
  }

  async function messages(): Promise<unknown[]> {
    await cloud().idle();
    const { sqs } = cloud().services;
    const { Messages = [] } = await suite().root.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: sqs.url("changes"), MaxNumberOfMessages: 10 }),
    );
    sqs.queue("changes").purge();
    return Messages.map(({ Body }) => JSON.parse(Body ?? "") as unknown);
  }

  it("reach a function that permits the bucket, with one record per event", async () => {
    const Bucket = await bucket();
    permit(Bucket);
    await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await notify(Bucket, rule({ suffix: ".JPG" }));
    const put = await s3().send(new PutObjectCommand({ Bucket, Key: "a b+c/ü(1).JPG", Body: "12345" }));
    await s3().send(new PutObjectCommand({ Bucket, Key: "other.jpg", Body: "x" }));
    const [event, ...others] = await events();
    expect(others).to.deep.equal([]);
    const [record] = event?.Records ?? [];
    expect(record).to.deep.include({
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: "us-east-1",
      eventName: "ObjectCreated:Put",
    });
    expect(record?.s3).to.deep.equal({
      s3SchemaVersion: "1.0",
      configurationId: "rule",
      bucket: { name: Bucket, ownerIdentity: { principalId: ACCOUNT_ID }, arn: `arn:aws:s3:::${Bucket}` },
      object: {
        key: "a+b%2Bc/%C3%BC%281%29.JPG",
        size: 5,
        eTag: put.ETag?.replace(/"/g, ""),
        versionId: put.VersionId,
        sequencer: record?.s3.object.sequencer,
      },
    });
  });

  it("name the change, with increasing sequencers", async () => {
    const Bucket = await bucket();
    permit(Bucket);
    await notify(Bucket, rule({ id: "made" }), rule({ id: "gone", events: ["s3:ObjectRemoved:*"] }));
    await s3().send(new PutObjectCommand({ Bucket, Key: "k", Body: "1" }));
    await s3().send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/k` }));
    await s3().send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await s3().send(new DeleteObjectCommand({ Bucket, Key: "copy" }));
    const records = (await events()).flatMap((event) => event.Records);
    records.sort((a, b) => (a.s3.object.sequencer < b.s3.object.sequencer ? -1 : 1));
    expect(
      records.map((r: S3EventRecord) => `${r.s3.configurationId} ${r.eventName} ${r.s3.object.key}`),
    ).to.deep.equal([
      "made ObjectCreated:Put k",
      "made ObjectCreated:Copy copy",
      "gone ObjectRemoved:Delete k",
      "gone ObjectRemoved:DeleteMarkerCreated copy",
    ]);
  });

  it("are refused for a function that does not permit the bucket", async () => {
    const Bucket = await bucket();
    const error = await rejection(notify(Bucket, rule()));
    expect(error.message).to.match(
      /^Unable to validate the following destination configurations: .*Not authorized to invoke function .*:listener\]/,
    );
  });

  it("stop after the permission is removed, with a fault", async () => {
    const Bucket = await bucket();
    permit(Bucket);
    await notify(Bucket, rule());
    cloud().services.lambda.removePermission("listener", Bucket);
    const fault = new Promise<string>((resolve) => cloud().events.once("fault", ({ message }) => resolve(message)));
    await s3().send(new PutObjectCommand({ Bucket, Key: "k", Body: "1" }));
    expect(await fault).to.match(/the notification to .*:function:listener failed: Not authorized/);
    expect(await events()).to.deep.equal([]);
  });

  it("require the permission's source account", async () => {
    const Bucket = await bucket();
    const statement = { statementId: `${Bucket}-x`, action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" };
    cloud().services.lambda.addPermission("listener", {
      ...statement,
      sourceArn: `arn:aws:s3:::${Bucket}`,
      sourceAccount: "111111111111",
    });
    expect((await rejection(notify(Bucket, rule()))).message).to.include("Not authorized");
  });

  it("reach a queue whose policy allows S3, after a test event", async () => {
    const Bucket = await bucket();
    const condition = {
      ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${Bucket}` },
      StringEquals: { "aws:SourceAccount": ACCOUNT_ID },
    };
    const statement = {
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: QUEUE_ARN,
    };
    expect((await rejection(notify(Bucket, rule({ target: QUEUE_ARN })))).message).to.include("Unable to validate");
    cloud().services.sqs.setAttributes("changes", { Policy: policy([{ ...statement, Condition: condition }]) });
    await notify(Bucket, rule({ target: QUEUE_ARN }));
    await s3().send(new PutObjectCommand({ Bucket, Key: "k", Body: "1" }));
    const [test, event] = (await messages()) as [object, S3Event];
    expect(test).to.include({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket });
    expect(event.Records[0]?.s3.object.key).to.equal("k");
  });

  it("have an event of their own for expired objects", async () => {
    const Bucket = await bucket();
    permit(Bucket);
    await notify(Bucket, rule({ events: ["s3:LifecycleExpiration:*"] }));
    await s3().send(new PutObjectCommand({ Bucket, Key: "old", Body: "1" }));
    cloud().services.s3.expire(Bucket, "old");
    expect((await events()).flatMap((e) => e.Records.map((r) => r.eventName))).to.deep.equal([
      "LifecycleExpiration:Delete",
    ]);
  });

  for (const [what, a, b, overlap] of [
    ["equal suffixes", { suffix: ".jpg" }, { suffix: ".jpg" }, true],
    ["a suffix that ends with the other", { suffix: ".jpg" }, { suffix: "g" }, true],
    ["different suffixes", { suffix: ".jpg" }, { suffix: ".png" }, false],
    ["different case", { suffix: ".jpg" }, { suffix: ".JPG" }, false],
    ["a prefix within the other", { prefix: "a/" }, { prefix: "a/b/" }, true],
    ["different prefixes", { prefix: "a/" }, { prefix: "b/" }, false],
    ["prefix against suffix", { prefix: "a/" }, { suffix: ".jpg" }, true],
    ["different events", {}, { events: ["s3:ObjectRemoved:*"] }, false],
    ["an event within the other", {}, { events: ["s3:ObjectCreated:Put"] }, true],
  ] as const) {
    it(`${overlap ? "are refused for" : "accept"} two rules with ${what}`, async () => {
      const Bucket = await bucket();
      permit(Bucket);
      const put = notify(Bucket, rule({ id: "a", ...a }), rule({ id: "b", ...b }));
      if (overlap) expect((await rejection(put)).message).to.match(/^Configurations overlap.*a and b$/);
      else await put;
    });
  }

  it("are refused for unknown events and for duplicate names", async () => {
    const Bucket = await bucket();
    permit(Bucket);
    expect((await rejection(notify(Bucket, rule({ events: ["s3:ObjectRead:*"] })))).message).to.include(
      "not supported",
    );
    const twice = notify(Bucket, rule({ suffix: "a" }), rule({ suffix: "b" }));
    expect((await rejection(twice)).message).to.include("Same ID");
  });
});
