import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import sharp from "sharp";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { jpeg, pngHeaderOnly } from "../support/e2e/images";
import type { DeadLetter } from "../../handlers/contract";
import { s3Record, type PlainRecord } from "../support/e2e/pipeline";
import { useStack } from "../support/e2e/stacks";

/** Attributes that differ between two runs and between two stacks. */
const runAttributes = [
  "image_id",
  "version_id",
  "sequencer",
  "upload_time",
  "duration_ms",
  "source_bucket",
  "destination_bucket",
];

const comparable = (record: PlainRecord | undefined) =>
  record === undefined
    ? undefined
    : Object.fromEntries(Object.entries(record).filter(([name]) => !runAttributes.includes(name)));

describe("the workflow", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("workflow");
  let client: SFNClient;
  before(() => {
    const { endpoint, region, credentials } = stack().cloud;
    client = new SFNClient({ endpoint, region, credentials });
  });
  after(() => client.destroy());

  const lastExecution = async () => {
    const stateMachineArn = stack().output("stateMachineArn");
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    const executionArn = executions[0]?.executionArn;
    return await client.send(new DescribeExecutionCommand({ executionArn }));
  };

  it("is started by the bucket's events, without a direct trigger beside it", async () => {
    await stack().put("first.jpg", await jpeg(320, 240));
    const { status, input } = await lastExecution();
    expect(status).to.equal("SUCCEEDED");
    expect(JSON.parse(input ?? "")).to.include({ eventName: "ObjectCreated:Put" });
    const { s3 } = stack().cloud.services;
    const { notification } = s3.bucket(stack().outputs.sourceBucket).settings;
    expect(notification.eventBridge).to.equal(true);
    expect(notification.rules.filter(({ events }) => events.some((name) => name.includes("Created")))).to.deep.equal(
      [],
    );
  });

  it("records an image although the record step fails twice", async () => {
    stack().cloud.faults.fail("dynamodb", "PutItem", { times: 2 });
    await stack().put("flaky.jpg", await jpeg(320, 240));
    expect((await lastExecution()).status).to.equal("SUCCEEDED");
    expect((await stack().records("flaky.jpg")).map(({ status }) => status)).to.deep.equal(["PROCESSED"]);
    expect(await stack().deadLetters()).to.deep.equal([]);
  });

  it("retries a busy function more often than a failing one", async () => {
    stack().cloud.faults.fail("lambda", "Invoke", { times: 5, status: 429, code: "TooManyRequestsException" });
    await stack().put("burst.jpg", await jpeg(320, 240));
    expect((await lastExecution()).status).to.equal("SUCCEEDED");
    expect(await stack().deadLetters()).to.deep.equal([]);
  });

  it("comes back three times, and ends as a dead letter and a record where rendering keeps failing", async () => {
    stack().cloud.faults.fail("s3", "PutObject", { resource: "processed-never.jpg" });
    const ends: string[] = [];
    const onEnd = ({ status }: { status: string }) => void ends.push(status);
    stack().cloud.events.on("execution", onEnd);
    await stack().put("never.jpg", await jpeg(320, 240));
    stack().cloud.events.off("execution", onEnd);
    expect(ends).to.deep.equal(["FAILED", "FAILED", "FAILED", "FAILED"]);
    const [letter, ...others] = (await stack().deadLetters()) as DeadLetter[];
    expect(others).to.deep.equal([]);
    expect(letter).to.deep.include({ schema: 1, attempts: 4 });
    expect(letter?.where.kind).to.equal("workflow");
    expect(letter?.event.Records?.[0]?.s3.object.key).to.equal("never.jpg");
    const [record] = await stack().records("never.jpg");
    expect(record).to.include({
      status: "FAILED",
      reason: letter?.reason.code,
      attempts: 4,
      failed_at: letter?.time,
    });
  });

  it("ends as a dead letter and a record where EventBridge may not deliver", async () => {
    const { sqs } = stack().cloud.services;
    const work = sqs.queue(stack().output("workQueueUrl"));
    const Policy = work.attribute("Policy") ?? "";
    sqs.setAttributes(work.name, { Policy: "" });
    await stack().put("undelivered.jpg", await jpeg(160, 120));
    sqs.setAttributes(work.name, { Policy });
    const [letter] = (await stack().deadLetters()) as DeadLetter[];
    expect(letter?.where.kind).to.equal("event-bridge");
    expect(letter?.where.name).to.match(/^image-upload-rule/);
    expect(letter?.event.Records?.[0]?.s3.object.key).to.equal("undelivered.jpg");
    expect((await stack().records("undelivered.jpg"))[0]).to.include({ status: "FAILED" });
  });

  it("ends as a dead letter and a record where no end of an execution is ever heard of", async () => {
    const { sqs } = stack().cloud.services;
    const work = sqs.queue(stack().output("workQueueUrl"));
    const RedrivePolicy = work.attribute("RedrivePolicy") ?? "";
    const fewer = { ...(JSON.parse(RedrivePolicy) as object), maxReceiveCount: 2 };
    sqs.setAttributes(work.name, { RedrivePolicy: JSON.stringify(fewer) });
    stack().cloud.faults.fail("states", "StartExecution", { status: 400, code: "ExecutionLimitExceeded" });
    await stack().put("unheard.jpg", await jpeg(160, 120));
    stack().cloud.faults.clear();
    sqs.setAttributes(work.name, { RedrivePolicy });
    const [letter] = (await stack().deadLetters()) as DeadLetter[];
    expect(letter).to.deep.include({ where: { kind: "queue", name: work.name } });
    expect(letter?.reason.code).to.equal("NO_END");
    expect((await stack().records("unheard.jpg"))[0]).to.include({ status: "FAILED", reason: "NO_END" });
  });

  it("refuses an original that is removed before its inspection or before its rendering", async () => {
    const { sourceBucket } = stack().outputs;
    const input = JSON.stringify(s3Record(sourceBucket, "gone-before.jpg", undefined, "01"));
    await client.send(new StartExecutionCommand({ stateMachineArn: stack().output("stateMachineArn"), input }));
    await stack().cloud.idle();
    expect(await stack().records("gone-before.jpg")).to.deep.equal([]);

    // Removed between Inspect and the Map: until then, rendering is throttled and retried.
    const removed = new Promise<void>((resolve, reject) => {
      stack().cloud.events.once("object", ({ versionId }) => {
        stack().cloud.events.once("invocation", () => {
          const gone = new DeleteObjectCommand({ Bucket: sourceBucket, Key: "gone-between.jpg", VersionId: versionId });
          stack()
            .s3.send(gone)
            .then(() => stack().cloud.faults.clear())
            .then(resolve, reject);
        });
      });
    });
    stack().cloud.faults.fail("lambda", "Invoke", {
      status: 429,
      code: "TooManyRequestsException",
      resource: stack().functionNamed("image-workflow-render"),
    });
    await stack().put("gone-between.jpg", await jpeg(320, 240));
    await removed;
    await stack().cloud.idle();
    expect((await lastExecution()).status).to.equal("SUCCEEDED");
    expect(await stack().result("processed-gone-between.jpg")).to.equal(undefined);
    expect(await stack().deadLetters()).to.deep.equal([]);
  });

  it("publishes a refusal to the topic", async () => {
    const subjects: unknown[] = [];
    const onMessage = ({ subject, message }: { subject?: string; message: string }) => {
      if (message.includes("refused.jpg")) subjects.push(subject);
    };
    stack().cloud.events.on("message", onMessage);
    await stack().put("refused.jpg", Buffer.from("no image"));
    expect((await lastExecution()).status).to.equal("SUCCEEDED");
    stack().cloud.events.off("message", onMessage);
    expect(subjects).to.deep.equal(["Image refused: NOT_AN_IMAGE"]);
  });

  it("logs failed tasks without the keys of images", async () => {
    stack().cloud.faults.fail("lambda", "Invoke", { times: 1, status: 429, code: "TooManyRequestsException" });
    await stack().put("private-name.jpg", await jpeg(160, 120));
    const { logs } = stack().cloud.services;
    const group = logs.groups().find(({ name }) => name.startsWith("/aws/vendedlogs/states/image-workflow-"));
    const lines = logs.lines(group?.name ?? "");
    const types = lines.map(({ message }) => (JSON.parse(message) as { type: string }).type);
    expect(types).to.include("TaskFailed");
    expect(types).to.not.include("TaskStateEntered");
    expect(lines.map(({ message }) => message).join("\n")).to.not.contain("private-name");
  });

  it("refuses callers without a key, and those over their rate", async () => {
    const url = stack().output("uploadApiUrl");
    const [key] = [...stack().cloud.services.apiGateway.keys.values()];
    // A request without the key of an image is invalid, but it counts.
    const get = (headers: Record<string, string>) => callApi(url, { method: "GET", path: "/images", headers });
    const keyless = await get({});
    expect([keyless.status, keyless.json.code]).to.deep.equal([403, "UNAUTHENTICATED"]);
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => get({ "x-api-key": key?.value ?? "" })));
    const codes = answers.map(({ status, json }) => `${status} ${String(json.code)}`);
    expect(new Set(codes)).to.deep.equal(new Set(["400 REQUEST_INVALID", "429 THROTTLED"]));
    // A burst of 5, and 1 a second for as long as it took.
    const most = 5 + Math.ceil((performance.now() - startedAt) / 1000);
    expect(codes.filter((code) => code.startsWith("400"))).to.have.length.within(5, most);
  });
});

describe("direct trigger and workflow", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const direct = useStack("direct");
  const workflow = useStack("workflow");

  const cases: readonly (readonly [title: string, key: string, make: () => Promise<Buffer> | Buffer])[] = [
    ["a JPEG", "same/a b+c/ü(1).JPG", () => jpeg(640, 480)],
    ["a PNG under the name of a JPEG", "same/png.jpg", () => transparent()],
    ["a text", "same/text.jpg", () => Buffer.from("no image")],
    ["an empty object", "same/empty.jpg", () => Buffer.alloc(0)],
    ["a corrupt JPEG", "same/corrupt.jpg", async () => (await jpeg(640, 480)).subarray(0, 700)],
    ["a header of 30000x30000", "same/bomb.png", () => pngHeaderOnly(30_000, 30_000)],
    ["a folder marker", "same/folder/", () => Buffer.alloc(0)],
  ];
  for (const [title, key, make] of cases) {
    it(`have the same outcome with ${title}`, async () => {
      const body = await make();
      const outcomes = [];
      for (const stack of [direct(), workflow()]) {
        const before = new Set(await stack.resultKeys());
        await stack.put(key, body);
        const [record, ...others] = await stack.records(key);
        const keys = (await stack.resultKeys()).filter((name) => !before.has(name));
        const results = await Promise.all(keys.map(async (name) => describeResult(name, await stack.result(name))));
        outcomes.push({ record: comparable(record), others: others.length, results, dead: await stack.deadLetters() });
      }
      expect(outcomes[1]).to.deep.equal(outcomes[0]);
      expect(outcomes[0]).to.deep.include({ others: 0, dead: [] });
    });
  }

  it("have the same outcome where a current version is removed for good", async () => {
    const [small, large] = [await jpeg(160, 120), await jpeg(640, 480)];
    const outcomes = [];
    for (const stack of [direct(), workflow()]) {
      await stack.put("same/dropped.jpg", small);
      const before = await stack.result("processed-same/dropped.jpg");
      const version = await stack.put("same/dropped.jpg", large);
      const { sourceBucket } = stack.outputs;
      await stack.s3.send(
        new DeleteObjectCommand({ Bucket: sourceBucket, Key: "same/dropped.jpg", VersionId: version }),
      );
      await stack.cloud.idle();
      const records = (await stack.records("same/dropped.jpg")).map(comparable);
      const after = await stack.result("processed-same/dropped.jpg");
      outcomes.push({ records, restored: after?.ETag === before?.ETag, dead: await stack.deadLetters() });
    }
    expect(outcomes[1]).to.deep.equal(outcomes[0]);
    expect(outcomes[0]).to.deep.include({ restored: true, dead: [] });
    expect(outcomes[0]?.records.map((record) => record?.original_size)).to.deep.equal(["160x120"]);
  });
});

type Result = Awaited<ReturnType<ReturnType<ReturnType<typeof useStack>>["result"]>>;

/** A result as its reader sees it; the ETag is the hash of its bytes. */
const describeResult = (name: string, result: Result) => ({
  name,
  etag: result?.ETag,
  type: result?.ContentType,
  cache: result?.CacheControl,
  encryption: result?.ServerSideEncryption,
});

function transparent(): Promise<Buffer> {
  const background = { r: 200, g: 30, b: 30, alpha: 0.5 };
  return sharp({ create: { width: 400, height: 300, channels: 4, background } })
    .png()
    .toBuffer();
}
