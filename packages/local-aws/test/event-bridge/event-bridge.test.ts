import { expect } from "chai";

import { EventBridge, type StartExecution, type Target } from "../../src/event-bridge/event-bridge";
import { parsePattern } from "../../src/event-bridge/pattern";
import { AwsError } from "../../src/http/aws-error";
import type { Caller } from "../../src/iam/caller";
import { EventTargets, type EventTarget } from "../../src/targets";
import { serviceContext } from "../support/context";
import { memoryDisk } from "../support/memory-disk";

const MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:image-workflow";
const DEAD_LETTERS = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
const upload = {
  source: "aws.s3",
  detailType: "Object Created",
  resources: ["arn:aws:s3:::photos"],
  detail: { bucket: { name: "photos" }, object: { key: "a b.jpg" } },
};

describe("EventBridge", () => {
  const started: { input: string; roleArn: string }[] = [];
  const deadLetters: { queueArn: string; body: string; attributes: object | undefined }[] = [];
  let failures: Error[] = [];
  const names: string[] = [];
  const startExecution: StartExecution = ({ input, name }, roleArn) => {
    names.push(name);
    const failure = failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    started.push({ input, roleArn });
    return Promise.resolve();
  };
  let caller: Caller | undefined;
  const queues: EventTarget = {
    refusal: (_, source) => {
      caller = source;
      return refused;
    },
    deliver: (queueArn, body, _, attributes) => {
      deadLetters.push({ queueArn, body, attributes });
      return Promise.resolve();
    },
  };
  let refused: string | undefined;
  let disk = memoryDisk();
  let context = serviceContext();
  let bus: EventBridge;

  beforeEach(() => {
    disk = memoryDisk();
    started.length = 0;
    names.length = 0;
    deadLetters.length = 0;
    failures = [];
    refused = undefined;
    context = serviceContext({ state: disk.nextRun() });
    const targets = new EventTargets();
    targets.register("sqs", queues);
    bus = new EventBridge(context, targets, startExecution);
    const pattern = parsePattern('{"source":["aws.s3"],"detail":{"bucket":{"name":["photos"]}}}');
    bus.putRule({ name: "uploads", pattern, enabled: true, description: "", tags: {} });
    bus.putTarget("uploads", {
      id: "workflow",
      arn: MACHINE,
      roleArn: "arn:aws:iam::000000000000:role/start",
      retryPolicy: { maximumRetryAttempts: 2 },
      deadLetterArn: DEAD_LETTERS,
    });
  });

  afterEach(() => {
    bus.close();
  });

  const put = async (bucket = "photos") => {
    bus.put({ ...upload, detail: { ...upload.detail, bucket: { name: bucket } } });
    await context.work.idle();
  };

  it("starts the state machine with the target's role", async () => {
    await put();
    expect(started).to.have.length(1);
    expect(started[0]?.roleArn).to.equal("arn:aws:iam::000000000000:role/start");
    const event = JSON.parse(started[0]?.input ?? "") as Record<string, unknown>;
    expect(event).to.include({ source: "aws.s3", "detail-type": "Object Created", account: "000000000000" });
    expect(event.detail).to.deep.equal(upload.detail);
  });

  it("passes events of services on unchanged", async () => {
    const event = { id: "of-s3", source: "aws.s3", detail: upload.detail };
    await bus.deliver("", JSON.stringify(event));
    await context.work.idle();
    expect(started.map(({ input }) => JSON.parse(input) as unknown)).to.deep.equal([event]);
  });

  it("sends to a queue if the queue's policy allows the rule", async () => {
    bus.removeTarget("uploads", "workflow");
    bus.putTarget("uploads", { id: "queue", arn: DEAD_LETTERS, input: '"fixed"' });
    await put();
    expect(deadLetters.map(({ body }) => body)).to.deep.equal(['"fixed"']);
    expect(caller).to.include({ principal: "events.amazonaws.com", sourceArn: bus.rule("uploads").arn });
    refused = "no resource-based policy allows it";
    const fault = new Promise<string>((resolve) => context.events.once("fault", ({ message }) => resolve(message)));
    await put();
    expect(await fault).to.contain("NO_PERMISSIONS: no resource-based policy allows it");
    expect(deadLetters).to.have.length(1);
  });

  it("ignores events that do not match, and disabled rules", async () => {
    await put("other");
    bus.putRule({ ...bus.rule("uploads"), enabled: false });
    await put();
    expect(started).to.deep.equal([]);
  });

  it("retries throttling and connection errors", async () => {
    failures = [new AwsError("ThrottlingException", "slow down", 400), new Error("socket")];
    await put();
    expect(started).to.have.length(1);
    expect(deadLetters).to.deep.equal([]);
  });

  it("sends the event to the dead-letter queue after the attempts of the retry policy", async () => {
    failures = [1, 2, 3, 4].map((n) => new Error(`failure ${n}`));
    await put();
    expect(failures.map((f) => f.message)).to.deep.equal(["failure 4"]);
    expect(deadLetters).to.have.length(1);
    expect(deadLetters[0]?.queueArn).to.equal(DEAD_LETTERS);
    expect(deadLetters[0]?.attributes).to.deep.equal({
      RULE_ARN: bus.rule("uploads").arn,
      TARGET_ARN: MACHINE,
      ERROR_CODE: "CONNECTION_FAILURE",
      ERROR_MESSAGE: "failure 3",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      RETRY_ATTEMPTS: "2",
    });
    expect(JSON.parse(deadLetters[0]?.body ?? "")).to.include({ "detail-type": "Object Created" });
  });

  it("does not retry a refusal", async () => {
    failures = [new AwsError("AccessDeniedException", "no policy allows it", 400)];
    await put();
    expect(started).to.deep.equal([]);
    expect(deadLetters[0]?.attributes).to.include({ ERROR_CODE: "NO_PERMISSIONS", RETRY_ATTEMPTS: "0" });
    expect(deadLetters[0]?.attributes).to.not.have.property("EXHAUSTED_RETRY_CONDITION");
  });

  it("says in its own codes why a target took no event", async () => {
    const codes: readonly (readonly [error: AwsError, code: string])[] = [
      [new AwsError("AccessDenied", "not authorized to perform: sts:AssumeRole", 403), "FAILED_TO_ASSUME_ROLE"],
      [new AwsError("StateMachineDoesNotExist", "none", 400), "NO_RESOURCE"],
      [new AwsError("ResourceNotFoundException", "none", 404), "NO_RESOURCE"],
      [new AwsError("InvalidExecutionInput", "no", 400), "ERROR_FROM_TARGET"],
    ];
    for (const [error, code] of codes) {
      failures = [error];
      await put();
      expect(deadLetters.pop()?.attributes, error.code).to.include({ ERROR_CODE: code, ERROR_MESSAGE: error.message });
    }
    bus.putTarget("uploads", {
      ...bus.target("uploads", "workflow"),
      retryPolicy: { maximumRetryAttempts: 0 },
    } as Target);
    failures = [new AwsError("ThrottlingException", "slow down", 400)];
    await put();
    expect(deadLetters.pop()?.attributes).to.include({ ERROR_CODE: "THROTTLING", RETRY_ATTEMPTS: "0" });
  });

  async function nextRun(): Promise<void> {
    bus.close();
    await context.state.close();
    context = serviceContext({ state: disk.nextRun() });
    const targets = new EventTargets();
    targets.register("sqs", queues);
    bus = new EventBridge(context, targets, startExecution);
  }

  it("keeps rules and targets for the next run", async () => {
    await nextRun();
    await put();
    expect(started).to.have.length(1);
  });

  it("delivers in the next run what was on its way, under the name of the first attempt", async () => {
    failures = Array.from({ length: 2 }, () => new AwsError("InternalError", "not now", 500));
    bus.put(upload);
    await nextRun();
    failures = [];
    bus.resume();
    await context.work.idle();
    expect(started).to.have.length(1);
    expect(new Set(names).size).to.equal(1);
    expect(names.length).to.be.greaterThan(1);
    await nextRun();
    bus.resume();
    await context.work.idle();
    expect(started, "once").to.have.length(1);
  });

  it("refuses a state machine without a role, an unsupported target, and the deletion of a rule with targets", () => {
    expect(() => bus.putTarget("uploads", { id: "x", arn: MACHINE })).to.throw(AwsError, "RoleArn is required");
    expect(() => bus.putTarget("uploads", { id: "x", arn: "arn:aws:kinesis:us-east-1:0:stream/s" })).to.throw(AwsError);
    expect(() => bus.deleteRule("uploads")).to.throw(AwsError, "has targets");
    bus.removeTarget("uploads", "workflow");
    bus.deleteRule("uploads");
    expect(() => bus.rule("uploads")).to.throw(AwsError, "does not exist");
  });
});
