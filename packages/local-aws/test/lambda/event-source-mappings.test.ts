import { GetEventSourceMappingCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EventSourceMappingSpec } from "../../src/lambda/event-source-mapping";
import { deploy } from "../support/cloud/functions";
import { rejectionName } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

const arnOf = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;

const readers = (queue: string, actions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]) => [
  { Effect: "Allow", Action: actions.map((action) => `sqs:${action}`), Resource: arnOf(queue) },
];

/** Writes what it got and how many others run at the time into a folder; fails those whose body says so. */
const consumer = (folder: string) => `
const { readdirSync, rmSync, writeFileSync } = require("node:fs");
const folder = ${JSON.stringify(folder)};
exports.handler = async ({ Records }, { awsRequestId }) => {
  writeFileSync(folder + "/run-" + awsRequestId, "");
  const atOnce = readdirSync(folder).filter((name) => name.startsWith("run-")).length;
  await new Promise((resolve) => setTimeout(resolve, 40));
  for (const { body, attributes } of Records) {
    const count = attributes.ApproximateReceiveCount;
    writeFileSync(folder + "/got-" + [body, count, Records.length, atOnce].join("_"), "");
  }
  rmSync(folder + "/run-" + awsRequestId);
  const failed = Records.filter(({ body, attributes }) => body.startsWith("fail") && attributes.ApproximateReceiveCount < 3);
  if (Records.some(({ body }) => body === "throw")) throw new Error("no");
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

describe("queues that functions read", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  const folders: string[] = [];
  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  /** A queue with a function that reads it. */
  async function reader(
    name: string,
    mapping: Partial<EventSourceMappingSpec> = {},
    attributes: Record<string, string> = {},
  ) {
    const folder = join(tmpdir(), `queue-reader-${process.pid}-${name}`);
    folders.push(folder);
    mkdirSync(folder);
    const { sqs, eventSourceMappings } = cloud().services;
    const queue = sqs.createQueue(name, { VisibilityTimeout: "60", ...attributes });
    await deploy(cloud(), name, { code: consumer(folder), statements: readers(name) });
    const { uuid } = eventSourceMappings.create({ sourceArn: arnOf(name), functionName: name, ...mapping });
    const send = (body: string) => void queue.send(body, {}, "test");
    /** `body_receives_batch_atOnce` of each message that was handled. */
    const got = () =>
      readdirSync(folder)
        .flatMap((file) => (file.startsWith("got-") ? [file.slice(4).split("_")] : []))
        .map(([body = "", receives = "", batch = "", atOnce = ""]) => ({
          body,
          receives: Number(receives),
          batch: Number(batch),
          atOnce: Number(atOnce),
        }));
    return { queue, uuid, send, got };
  }

  it("deletes what the function has handled, and is idle only then", async () => {
    const { queue, send, got } = await reader("handled");
    for (const body of ["a", "b", "c"]) send(body);
    await cloud().idle();
    expect(got().map(({ body }) => body)).to.have.members(["a", "b", "c"]);
    expect(queue.isEmpty).to.be.true;
  });

  it("hands out as many messages in a batch, and as many batches at once, as the mapping says", async () => {
    const { send, got } = await reader("limited", { batchSize: 2, maximumConcurrency: 2 });
    for (let index = 0; index < 16; index++) send(`m${index}`);
    await cloud().idle();
    const handled = got();
    expect(handled).to.have.length(16);
    expect(Math.max(...handled.map(({ batch }) => batch))).to.equal(2);
    expect(Math.max(...handled.map(({ atOnce }) => atOnce))).to.equal(2);
  });

  it("hands out again only what the function reports as failed", async () => {
    const { send, got } = await reader("partly", { reportsItemFailures: true });
    for (const body of ["good", "fail"]) send(body);
    await cloud().idle();
    const receives = (wanted: string) => got().flatMap(({ body, receives: count }) => (body === wanted ? [count] : []));
    expect(receives("good")).to.deep.equal([1]);
    expect(receives("fail").sort()).to.deep.equal([1, 2, 3]);
  });

  it("moves what fails too often to the dead-letter queue, with the queue that it comes from", async () => {
    const dead = cloud().services.sqs.createQueue("given-up", {});
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("given-up"), maxReceiveCount: 2 });
    const { send, got } = await reader("failing", {}, { RedrivePolicy });
    send("throw");
    await cloud().idle();
    expect(got().map(({ receives }) => receives)).to.have.members([1, 2]);
    expect(dead.messages.map(({ body, deadLetterSource }) => [body, deadLetterSource])).to.deep.equal([
      ["throw", arnOf("failing")],
    ]);
  });

  it("invokes a throttled function again while the messages are hidden, without another receive", async () => {
    const { send, got, queue, uuid } = await reader("throttled", { enabled: false });
    const { lambda, eventSourceMappings } = cloud().services;
    const { config } = lambda.function("throttled");
    lambda.updateFunction("throttled", { config: { ...config, reservedConcurrency: 0 } });
    let throttles = 0;
    cloud().events.on("throttle", () => {
      throttles += 1;
      if (throttles === 2) lambda.updateFunction("throttled", { config });
    });
    eventSourceMappings.update(uuid, { sourceArn: arnOf("throttled"), functionName: "throttled" });
    send("waits");
    await cloud().idle();
    cloud().events.removeAllListeners("throttle");
    expect([throttles, got().map(({ receives }) => receives), queue.isEmpty]).to.deep.equal([2, [1], true]);
  });

  it("leaves the messages of a disabled and of a deleted mapping", async () => {
    const { send, got, queue, uuid } = await reader("disabled", { enabled: false });
    send("left");
    await cloud().idle();
    cloud().services.eventSourceMappings.delete(uuid);
    await cloud().idle();
    expect([got(), queue.isEmpty]).to.deep.equal([[], false]);
  });

  it("are described to clients, and unknown ones are not found", async () => {
    const { uuid } = await reader("described", { batchSize: 4, maximumConcurrency: 3, reportsItemFailures: true });
    const { endpoint, region, credentials } = cloud();
    const client = new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 });
    try {
      const described = await client.send(new GetEventSourceMappingCommand({ UUID: uuid }));
      expect(described).to.deep.include({
        UUID: uuid,
        EventSourceArn: arnOf("described"),
        BatchSize: 4,
        ScalingConfig: { MaximumConcurrency: 3 },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        State: "Enabled",
      });
      const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
      expect(EventSourceMappings.map(({ UUID }) => UUID)).to.include(uuid);
      const unknown = client.send(new GetEventSourceMappingCommand({ UUID: "00000000-0000-0000-0000-000000000000" }));
      expect(await rejectionName(unknown)).to.equal("ResourceNotFoundException");
    } finally {
      client.destroy();
    }
  });

  const refusals: readonly (readonly [what: string, spec: Partial<EventSourceMappingSpec>, message: RegExp])[] = [
    ["another source", { sourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s" }, /eventSourceArn: expected/],
    ["a batch of 11", { batchSize: 11 }, /batchSize: expected 1 to 10/],
    ["a maximum concurrency of 1", { maximumConcurrency: 1 }, /maximumConcurrency: expected 2 to 1000/],
    ["a function that is not there", { functionName: "nobody" }, /Function: .*nobody not found/],
  ];
  describe("of which Lambda refuses", () => {
    before(() => reader("refused"));
    for (const [what, spec, message] of refusals) {
      it(what, () => {
        const full = { sourceArn: arnOf("refused"), functionName: "refused", ...spec };
        expect(() => cloud().services.eventSourceMappings.create(full)).to.throw(message);
      });
    }

    it("the same queue and function twice", () => {
      const again = { sourceArn: arnOf("refused"), functionName: "refused" };
      const message = /already exists. Please update or delete the existing mapping with UUID/;
      expect(() => cloud().services.eventSourceMappings.create(again)).to.throw(message);
    });

    it("a role that may not delete messages", async () => {
      cloud().services.sqs.createQueue("unallowed", {});
      const statements = readers("unallowed", ["ReceiveMessage", "GetQueueAttributes"]);
      await deploy(cloud(), "unallowed", { code: "", statements });
      const spec = { sourceArn: arnOf("unallowed"), functionName: "unallowed" };
      const message = "The function execution role does not have permissions to call DeleteMessage on SQS";
      expect(() => cloud().services.eventSourceMappings.create(spec)).to.throw(message);
    });

    it("a function that may run longer than its messages are hidden", async () => {
      cloud().services.sqs.createQueue("hasty", { VisibilityTimeout: "29" });
      await deploy(cloud(), "hasty", { code: "", statements: readers("hasty") });
      const spec = { sourceArn: arnOf("hasty"), functionName: "hasty" };
      const message = /visibility timeout: 29 seconds is less than Function timeout: 30 seconds/;
      expect(() => cloud().services.eventSourceMappings.create(spec)).to.throw(message);
    });
  });
});
