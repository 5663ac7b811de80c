import { expect } from "chai";
import type { DeadLetter, S3EventRecord } from "../../handlers/contract";
import type { ExecutionEnd } from "../../handlers/ports/executions";
import type { QueueEvent } from "../../handlers/queue-event";
import { makeRunExecutions } from "../../handlers/workflow/run-executions";
import { queueEvent } from "../support/events/queue-events";
import { objectCreated, s3Event, s3TestEvent } from "../support/events/s3-events";
import { PipelineWorld } from "./pipeline-world";

const context = { awsRequestId: "request-1" };
const succeeded: ExecutionEnd = { status: "SUCCEEDED" };
const failed: ExecutionEnd = {
  status: "FAILED",
  error: "InternalError",
  cause: JSON.stringify({ errorMessage: "not today", errorType: "InternalError" }),
};
const throttled: ExecutionEnd = { status: "FAILED", error: "Lambda.TooManyRequestsException", cause: "Rate Exceeded." };

describe("the function behind the work queue", () => {
  let world: PipelineWorld;
  /** Executions by name, with their input. */
  let started: Record<string, S3EventRecord>;
  beforeEach(() => {
    world = new PipelineWorld();
    started = {};
  });

  /** Works off a batch; `end` says how the execution for a key ends. Answers the messages that come back. */
  async function workOff(event: QueueEvent, end: (key: string) => ExecutionEnd | Error): Promise<string[]> {
    world.connections.executions = {
      machineName: "image-workflow",
      run: (name, input) => {
        const record = input as S3EventRecord;
        started[name] = record;
        const ended = end(record.s3.object.key);
        return ended instanceof Error ? Promise.reject(ended) : Promise.resolve(ended);
      },
    };
    const { batchItemFailures } = await makeRunExecutions(world.connections)(event, context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }
  const letters = () => world.sent.failures as DeadLetter[];

  it("runs an execution for each image and is done when it has succeeded", async () => {
    const event = queueEvent(
      { id: "one", body: objectCreated({ key: "a b+ü.jpg", versionId: "v1" }) },
      { id: "two", body: s3Event({ key: "b.jpg" }, { key: "c.jpg" }) },
    );
    expect(await workOff(event, () => succeeded)).to.deep.equal([]);
    expect(Object.entries(started).map(([name, { s3 }]) => [name, s3.object.key])).to.deep.equal([
      ["one-1-0", "a+b%2B%C3%BC.jpg"],
      ["two-1-0", "b.jpg"],
      ["two-1-1", "c.jpg"],
    ]);
    expect([letters(), world.postponed, world.requestId]).to.deep.equal([[], {}, "request-1"]);
  });

  it("has nothing to do for S3's test event", async () => {
    expect(await workOff(queueEvent({ body: s3TestEvent }), () => failed)).to.deep.equal([]);
    expect(started).to.deep.equal({});
  });

  it("takes what redrive sends: the event of a dead letter, and the letter itself", async () => {
    const event = s3Event({ key: "again.jpg" });
    await workOff(queueEvent({ id: "event", body: event }, { id: "letter", body: letterOf(event) }), () => succeeded);
    expect(Object.keys(started)).to.deep.equal(["event-1-0", "letter-1-0"]);
  });

  for (const [what, end] of [
    ["fails", failed],
    ["times out as a whole", { status: "TIMED_OUT" }],
    ["is stopped", { status: "ABORTED" }],
  ] as const) {
    it(`lets an image come back whose execution ${what}, later each time, and only that one`, async () => {
      for (const [receives, seconds] of [
        [1, 30],
        [2, 60],
        [3, 120],
      ] as const) {
        const event = queueEvent(
          { id: "bad", receives, body: objectCreated({ key: "bad.jpg" }) },
          { id: "good", receives, body: objectCreated({ key: "good.jpg" }) },
        );
        expect(await workOff(event, (key) => (key === "bad.jpg" ? end : succeeded))).to.deep.equal(["bad"]);
        expect(world.postponed).to.deep.equal({ "handle-bad": seconds });
      }
      expect(letters()).to.deep.equal([]);
    });
  }

  it("reports the fourth failure as a dead letter, and the message is done", async () => {
    const body = s3Event({ key: "bad.jpg", versionId: "v1" }, { key: "good.jpg" });
    const event = queueEvent({ receives: 4, body });
    expect(await workOff(event, (key) => (key === "bad.jpg" ? failed : succeeded))).to.deep.equal([]);
    const [{ time, ...letter }] = letters() as [DeadLetter];
    expect(Date.now() - Date.parse(time)).to.be.within(0, 60_000);
    expect(letter).to.deep.equal({
      schema: 1,
      event: { Records: [body.Records[0]] },
      reason: { code: "InternalError", message: "not today" },
      attempts: 4,
      where: { kind: "workflow", name: "image-workflow" },
    });
  });

  it("reports an execution that timed out by its status", async () => {
    await workOff(queueEvent({ receives: 4, body: objectCreated({ key: "slow.jpg" }) }), () => ({
      status: "TIMED_OUT",
    }));
    expect(letters()[0]?.reason).to.deep.equal({ code: "TIMED_OUT", message: "The execution ended as TIMED_OUT." });
  });

  for (const [what, end] of [
    ["busy functions", throttled],
    ["an execution that cannot be started", new Error("ThrottlingException")],
  ] as const) {
    it(`lets an image wait for ${what}, however often, without calling it a failure`, async () => {
      for (const [receives, seconds] of [
        [4, 240],
        [6, 900],
        [19, 900],
      ] as const) {
        expect(
          await workOff(queueEvent({ receives, body: objectCreated({ key: "a.jpg" }) }), () => end),
        ).to.have.length(1);
        expect(world.postponed).to.deep.equal({ "handle-message-1": seconds });
      }
      expect(letters()).to.deep.equal([]);
    });
  }

  it("lets a message come back that holds no event, and whose failure cannot be reported", async () => {
    const stray = await workOff(
      queueEvent({ id: "stray", body: { hello: "world" } }, { id: "text", body: "no" }),
      () => succeeded,
    );
    expect(stray).to.deep.equal(["stray", "text"]);
    world.connections.failureQueue = {
      ...world.connections.failureQueue,
      send: () => Promise.reject(new Error("no queue")),
    };
    const event = queueEvent({ receives: 4, body: objectCreated({ key: "a.jpg" }) });
    expect(await workOff(event, () => failed)).to.deep.equal(["message-1"]);
    expect(world.problems).to.have.length(3);
  });
});

const letterOf = (event: ReturnType<typeof s3Event>): DeadLetter => ({
  schema: 1,
  event,
  reason: { code: "Error", message: "no" },
  attempts: 3,
  where: { kind: "function", name: "image-processing-function" },
  time: "2026-01-02T03:04:05.678Z",
});
