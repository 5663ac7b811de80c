import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";

import type { DeadLetterEvent, InvocationEvent } from "../../src/events";
import { deploy } from "../support/cloud/functions";
import { useCloud } from "../support/cloud/use-cloud";

/** Fails as often as its event says, over all its instances: the count is in a file. */
const FLAKY = `
const { appendFileSync, readFileSync } = require("node:fs");
exports.handler = async ({ id, failures }) => {
  const file = __dirname + "/" + id;
  appendFileSync(file, "x");
  if (readFileSync(file, "utf8").length <= failures) throw new Error("not yet");
  return "done";
};`;

describe("asynchronous invocations", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  const queueArn = "arn:aws:sqs:us-east-1:000000000000:dead";

  before(async () => {
    cloud().services.sqs.createQueue("dead", {});
    await deploy(cloud(), "flaky", {
      code: FLAKY,
      statements: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn }],
    });
    await deploy(cloud(), "unallowed", { code: `exports.handler = async () => { throw new Error("no"); };` });
  });

  async function run(name: string, event: object): Promise<{ attempts: InvocationEvent[]; dead: DeadLetterEvent[] }> {
    const attempts: InvocationEvent[] = [];
    const dead: DeadLetterEvent[] = [];
    const onAttempt = (attempt: InvocationEvent) => attempts.push(attempt);
    const onDead = (event: DeadLetterEvent) => dead.push(event);
    cloud().events.on("invocation", onAttempt).on("deadLetter", onDead);
    cloud().services.lambda.invokeAsync(name, JSON.stringify(event));
    await cloud().idle();
    cloud().events.off("invocation", onAttempt).off("deadLetter", onDead);
    return { attempts, dead };
  }

  async function messages(): Promise<Record<string, unknown>[]> {
    const { Messages = [] } = await suite().root.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: cloud().services.sqs.url("dead"), MaxNumberOfMessages: 10 }),
    );
    cloud().services.sqs.queue("dead").purge();
    return Messages.map(({ Body }) => JSON.parse(Body ?? "") as Record<string, unknown>);
  }

  it("retries an event until it succeeds, with one request identifier", async () => {
    const { attempts, dead } = await run("flaky", { id: "a", failures: 2 });
    expect(attempts.map(({ attempt, status, willRetry }) => [attempt, status, willRetry])).to.deep.equal([
      [1, "error", true],
      [2, "error", true],
      [3, "ok", false],
    ]);
    expect(new Set(attempts.map(({ requestId }) => requestId)).size).to.equal(1);
    expect([dead, await messages()]).to.deep.equal([[], []]);
  });

  it("sends an event with its error to the destination after the last attempt", async () => {
    cloud().services.lambda.putEventInvokeConfig("flaky", {
      maximumRetryAttempts: 1,
      maximumEventAgeSec: 21_600,
      onFailure: queueArn,
    });
    const { attempts, dead } = await run("flaky", { id: "b", failures: 9 });
    expect(attempts.map(({ willRetry }) => willRetry)).to.deep.equal([true, false]);
    const requestId = attempts[0]?.requestId;
    expect(dead).to.deep.equal([
      {
        functionName: "flaky",
        requestId,
        condition: "RetriesExhausted",
        error: "Error: not yet",
        destination: queueArn,
      },
    ]);
    const [message, ...others] = await messages();
    expect(others).to.deep.equal([]);
    expect(message).to.deep.include({ version: "1.0", requestPayload: { id: "b", failures: 9 } });
    expect(message?.requestContext).to.deep.equal({
      requestId,
      functionArn: "arn:aws:lambda:us-east-1:000000000000:function:flaky:$LATEST",
      condition: "RetriesExhausted",
      approximateInvokeCount: 2,
    });
    expect(message?.responsePayload).to.include({ errorType: "Error", errorMessage: "not yet" });
  });

  it("does not retry an event beyond its maximum age", async () => {
    cloud().services.lambda.putEventInvokeConfig("flaky", { maximumRetryAttempts: 2, maximumEventAgeSec: 0.1 });
    const { attempts, dead } = await run("flaky", { id: "c", failures: 9 });
    expect([attempts.length, dead[0]?.condition]).to.deep.equal([1, "EventAgeExceeded"]);
  });

  it("emits a fault if the role may not use the key of the destination", async () => {
    const { kms, sqs, lambda } = cloud().services;
    const spec = { description: "", enabled: true, rotation: true, rotationPeriodDays: 365, tags: {} };
    const key = kms.createKey({ ...spec, policy: kms.defaultPolicy() });
    const name = queueArn.split(":").at(-1) ?? "";
    sqs.setAttributes(name, { KmsMasterKeyId: key.arn });
    lambda.putEventInvokeConfig("flaky", { maximumRetryAttempts: 0, maximumEventAgeSec: 60, onFailure: queueArn });
    const faults: string[] = [];
    cloud().events.once("fault", ({ message }) => faults.push(message));
    await run("flaky", { id: "d", failures: 9 });
    expect(faults[0]).to.match(/flaky could not send to .* not authorized to perform: kms:GenerateDataKey/);
    expect(await messages()).to.deep.equal([]);
    sqs.setAttributes(name, { KmsMasterKeyId: "" });
  });

  it("emits a fault if the role may not send to the destination", async () => {
    cloud().services.lambda.putEventInvokeConfig("unallowed", {
      maximumRetryAttempts: 0,
      maximumEventAgeSec: 60,
      onFailure: queueArn,
    });
    const faults: string[] = [];
    cloud().events.once("fault", ({ message }) => faults.push(message));
    const { dead } = await run("unallowed", {});
    expect(dead[0]).to.not.have.property("destination");
    expect(faults[0]).to.match(/unallowed could not send to .* not authorized to perform: sqs:SendMessage/);
    expect(await messages()).to.deep.equal([]);
  });
});
