import { expect } from "chai";

import { parseOutcomeLine, ResultWatch } from "../../../commands/images/result-watch";
import type { RunningPipeline } from "../../../commands/stack/pipeline";
import { CloudEvents } from "../../../packages/local-aws/src/events";

describe("the watch for results", () => {
  it("finds a record that a workflow writes after the log line, when its execution ends", async () => {
    const events = new CloudEvents();
    let items: object[] = [];
    const queries: unknown[] = [];
    const send = (command: { input: { IndexName?: string; ExpressionAttributeValues?: unknown } }) => {
      queries.push([command.input.IndexName, command.input.ExpressionAttributeValues]);
      return Promise.resolve({ Items: items });
    };
    const pipeline = {
      cloud: { events },
      clients: { dynamodb: { send } },
      outputs: { sourceBucket: "in", destinationBucket: "out", deadLetterQueueUrl: "dead", metadataTable: "table" },
    } as unknown as RunningPipeline;
    const watch = new ResultWatch(pipeline);
    const arrival = watch.expect("a.jpg", Promise.resolve("v1"));
    const line = JSON.stringify({ outcome: "processed", key: "a.jpg", version_id: "v1" });
    events.emit("log", { logGroup: "g", stream: "s", line, timestamp: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(queries, "queries after the log line").to.deep.equal([["original-key-index", { ":key": { S: "a.jpg" } }]]);

    items = [{ version_id: { S: "v1" }, status: { S: "PROCESSED" }, variants: { L: [] } }];
    const executionArn = "arn:aws:states:us-east-1:000000000000:express:image-workflow:1";
    events.emit("execution", { stateMachineName: "image-workflow", executionArn, status: "SUCCEEDED", durationMs: 1 });
    expect((await arrival).outcome).to.deep.equal({ status: "processed", results: [] });
    watch.close();
  });

  it("takes the log line of a refusal that left no record: the original was removed before", async () => {
    const events = new CloudEvents();
    const nothing = { send: () => Promise.resolve({ Items: [], Messages: [] }) };
    const pipeline = {
      cloud: { events, idle: () => Promise.resolve() },
      clients: { dynamodb: nothing, sqs: nothing },
      outputs: { sourceBucket: "in", destinationBucket: "out", deadLetterQueueUrl: "dead", metadataTable: "table" },
    } as unknown as RunningPipeline;
    const watch = new ResultWatch(pipeline);
    const arrival = watch.expect("a.jpg", Promise.resolve("v1"));
    const refused = { outcome: "refused", reason: "SOURCE_GONE", error_message: "It is gone." };
    const line = JSON.stringify({ ...refused, key: "a.jpg", version_id: "v1" });
    events.emit("log", { logGroup: "g", stream: "s", line, timestamp: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    await watch.settleAll();
    expect((await arrival).outcome).to.deep.equal({
      status: "refused",
      reason: "SOURCE_GONE",
      message: "It is gone.",
    });
    watch.close();
  });

  it("looks again at the end where a look failed, as it does when the services stop meanwhile", async () => {
    const events = new CloudEvents();
    let fails = true;
    const record = { version_id: { S: "v1" }, status: { S: "PROCESSED" }, variants: { L: [] } };
    const send = () => (fails ? Promise.reject(new Error("refused")) : Promise.resolve({ Items: [record] }));
    const pipeline = {
      cloud: { events, idle: () => Promise.resolve() },
      clients: { dynamodb: { send } },
      outputs: { sourceBucket: "in", destinationBucket: "out", deadLetterQueueUrl: "dead", metadataTable: "table" },
    } as unknown as RunningPipeline;
    const watch = new ResultWatch(pipeline);
    const arrival = watch.expect("a.jpg", Promise.resolve("v1"));
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    const others = process.rawListeners("unhandledRejection") as ((reason: unknown) => void)[];
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", note);
    try {
      const line = JSON.stringify({ outcome: "processed", key: "a.jpg", version_id: "v1" });
      events.emit("log", { logGroup: "g", stream: "s", line, timestamp: 0 });
      await new Promise((resolve) => setImmediate(resolve));
      const executionArn = "arn:aws:states:us-east-1:000000000000:express:image-workflow:1";
      events.emit("execution", {
        stateMachineName: "image-workflow",
        executionArn,
        status: "SUCCEEDED",
        durationMs: 1,
      });
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const other of others) process.on("unhandledRejection", other);
    }
    expect(unhandled).to.deep.equal([]);
    expect(await watch.settleAll().catch((error: Error) => error.message)).to.equal("refused");
    fails = false;
    await watch.settleAll();
    expect((await arrival).outcome).to.deep.equal({ status: "processed", results: [] });
    watch.close();
  });

  it("takes created objects as results where the stack keeps no records", async () => {
    const events = new CloudEvents();
    const pipeline = {
      cloud: { events },
      outputs: { sourceBucket: "in", destinationBucket: "out", deadLetterQueueUrl: "dead" },
    } as unknown as RunningPipeline;
    const watch = new ResultWatch(pipeline);
    const arrival = watch.expect("a/b.tif", Promise.resolve(undefined));
    const created = (bucket: string, key: string) =>
      events.emit("object", { bucket, key, eventName: "ObjectCreated:Put", sizeBytes: 7 });
    created("in", "a/b.tif");
    created("out", "processed-a/c.jpg");
    created("out", "processed/a/b.tif.jpg");
    created("out", "thumb-a/b.tif");
    created("out", "thumb-a/b.txt");
    const line = JSON.stringify({ outcome: "processed", key: "a/b.tif" });
    events.emit("log", { logGroup: "g", stream: "s", line, timestamp: 0 });
    expect(await arrival).to.deep.equal({
      outcome: {
        status: "processed",
        results: [
          { key: "processed/a/b.tif.jpg", bytes: 7 },
          { key: "thumb-a/b.tif", bytes: 7 },
        ],
      },
      cold: true,
    });
    watch.close();
  });
});

describe("log lines of the functions", () => {
  it("state the outcome of an upload", () => {
    const line = JSON.stringify({
      level: "WARN",
      outcome: "refused",
      key: "a.jpg",
      version_id: "v1",
      reason: "NOT_AN_IMAGE",
      error_message: "a text",
    });
    expect(parseOutcomeLine(line)).to.deep.equal({
      outcome: "refused",
      key: "a.jpg",
      versionId: "v1",
      reason: "NOT_AN_IMAGE",
      message: "a text",
    });
  });

  it("are ignored if they state no outcome of an image", () => {
    expect(
      [
        "START RequestId: 1",
        "{broken",
        "[]",
        "{}",
        '{"key":"a","outcome":"maybe"}',
        '{"key":"a","outcome":"removed"}',
        "null",
      ].map(parseOutcomeLine),
    ).to.deep.equal(new Array(7).fill(undefined));
  });
});
