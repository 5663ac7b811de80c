import { stripVTControlCharacters } from "node:util";

import { expect } from "chai";

import { eventLines, printEvents } from "../../../commands/output/event-lines";
import {
  CloudEvents,
  type AlarmEvent,
  type ApiRequestEvent,
  type ExecutionEvent,
} from "../../../packages/local-aws/src/events";

const bare = (line: string | undefined) => line && stripVTControlCharacters(line);

const request = (change: Partial<ApiRequestEvent>): ApiRequestEvent => ({
  apiName: "image-upload-api",
  stage: "prod",
  requestId: "r",
  method: "POST",
  path: "/upload",
  status: 200,
  latencyMs: 41.4,
  integrationLatencyMs: 30,
  ...change,
});
const execution = (change: Partial<ExecutionEvent>): ExecutionEvent => ({
  stateMachineName: "image-workflow",
  executionArn: "arn:aws:states:us-east-1:000000000000:express:image-workflow:a:b",
  status: "SUCCEEDED",
  durationMs: 320,
  ...change,
});
const alarm = (from: AlarmEvent["from"], to: AlarmEvent["to"]): AlarmEvent => ({
  name: "refused-rate",
  from,
  to,
  reason: "1 datapoint [50] was greater",
});
const alarmMessage = (OldStateValue: string, NewStateValue: string) => ({
  topicArn: "arn:aws:sns:us-east-1:000000000000:image-alerts",
  messageId: "m",
  subject: `${NewStateValue}: "refused-rate"`,
  message: JSON.stringify({ OldStateValue, NewStateValue }),
});

describe("lines of events", () => {
  it("state status and latency of a request, and the problem of a refused one", () => {
    expect(bare(eventLines.apiRequest(request({})))).to.equal("image-upload-api POST /upload 41 ms 200");
    expect(bare(eventLines.apiRequest(request({ status: 429, problem: "THROTTLED: Too Many Requests" })))).to.equal(
      "image-upload-api POST /upload 41 ms 429: THROTTLED: Too Many Requests",
    );
  });

  it("state how an execution ended, with the message of a function's error", () => {
    expect(bare(eventLines.execution(execution({})))).to.equal("image-workflow 320 ms SUCCEEDED");
    const cause = JSON.stringify({ errorType: "Error", errorMessage: "S3 is down", trace: ["Error: S3 is down"] });
    const failed = (error: string) => bare(eventLines.execution(execution({ status: "FAILED", error })));
    expect(failed(`Error: ${cause}`)).to.equal("image-workflow 320 ms FAILED: Error: S3 is down");
    expect(failed("States.Timeout: ")).to.equal("image-workflow 320 ms FAILED: States.Timeout:");
    expect(failed("Error: {not json")).to.equal("image-workflow 320 ms FAILED: Error: {not json");
  });

  it("state that an alarm went off or recovered, and are absent for its other changes", () => {
    expect(bare(eventLines.alarm(alarm("INSUFFICIENT_DATA", "ALARM")))).to.equal(
      "refused-rate ALARM: 1 datapoint [50] was greater",
    );
    expect(bare(eventLines.alarm(alarm("ALARM", "OK")))).to.equal("refused-rate OK again");
    expect(bare(eventLines.alarm(alarm("ALARM", "INSUFFICIENT_DATA")))).to.equal("refused-rate INSUFFICIENT_DATA");
    expect(eventLines.alarm(alarm("INSUFFICIENT_DATA", "OK"))).to.equal(undefined);
    expect(eventLines.alarm(alarm("OK", "INSUFFICIENT_DATA"))).to.equal(undefined);
  });

  it("state the messages of a topic, except those of alarms that neither went off nor recovered", () => {
    expect(bare(eventLines.message(alarmMessage("OK", "ALARM")))).to.equal(
      'image-alerts message: ALARM: "refused-rate"',
    );
    expect(eventLines.message(alarmMessage("INSUFFICIENT_DATA", "OK"))).to.equal(undefined);
    const { topicArn, messageId } = alarmMessage("", "");
    expect(bare(eventLines.message({ topicArn, messageId, message: "cat.jpg: no\nimage" }))).to.equal(
      "image-alerts message: cat.jpg: no image",
    );
    expect(
      bare(eventLines.message({ topicArn, messageId, subject: "Image refused: NOT_AN_IMAGE", message: "cat.jpg" })),
    ).to.equal("image-alerts message: Image refused: NOT_AN_IMAGE, cat.jpg");
    expect(bare(eventLines.message({ topicArn, messageId, message: "null" }))).to.equal("image-alerts message: null");
  });

  it("state duration and memory of an invocation, and the reason of a failure", () => {
    const invocation = {
      functionName: "f",
      requestId: "r",
      durationMs: 12.3,
      billedMs: 13,
      memoryMb: 1024,
      maxMemoryMb: 99.6,
      status: "ok",
      attempt: 1,
      invocationType: "Event",
      willRetry: false,
    } as const;
    expect(bare(eventLines.invocation(invocation))).to.equal("f 12 ms, 100 of 1024 MB ok");
    expect(
      bare(
        eventLines.invocation({
          ...invocation,
          initMs: 150,
          status: "error",
          error: "E: why",
          attempt: 2,
          willRetry: true,
        }),
      ),
    ).to.equal("f 12 ms, init 150 ms, 100 of 1024 MB, attempt 2, will retry error: E: why");
    expect(bare(eventLines.throttle({ functionName: "f" }))).to.equal(
      "f throttled: all its permitted instances are busy",
    );
    expect(
      bare(
        eventLines.deadLetter({ functionName: "f", requestId: "r", condition: "RetriesExhausted", error: "E: why" }),
      ),
    ).to.equal("f dead letter (RetriesExhausted): E: why");
    expect(bare(eventLines.fault({ service: "s3", message: "no such function" }))).to.equal("s3: no such function");
  });

  it("escape control characters in keys and paths", () => {
    const object = { bucket: "b", eventName: "ObjectCreated:Put", sizeBytes: 1500 };
    expect(bare(eventLines.object({ ...object, key: "a b.jpg" }))).to.equal(
      "ObjectCreated:Put      b/a b.jpg (1.5 KB)",
    );
    const hostile = eventLines.object({ ...object, key: "\u001b[2Ja\nb\u202egpj.\u009b1A" });
    expect(hostile).to.equal("ObjectCreated:Put      b/\\u{1b}[2Ja b\\u{202e}gpj.\\u{9b}1A (1.5 KB)");
    expect(eventLines.apiRequest(request({ path: "/\u001b[31m" }))).to.contain("/\\u{1b}[31m ");
    expect(bare(eventLines.fault({ service: "s3", message: "x".repeat(400) }))).to.equal(`s3: ${"x".repeat(300)}…`);
  });
});

describe("printed events", () => {
  it("have a line each with the time, unless they are not worth one", () => {
    const events = new CloudEvents();
    const lines: string[] = [];
    const now = new Date(2026, 0, 2, 3, 4, 5).getTime();
    printEvents(
      events,
      (line) => lines.push(line),
      () => now,
    );
    events.emit("apiRequest", request({}));
    events.emit("execution", execution({}));
    events.emit("alarm", alarm("INSUFFICIENT_DATA", "OK"));
    events.emit("alarm", alarm("OK", "ALARM"));
    events.emit("message", alarmMessage("OK", "ALARM"));
    events.emit("throttle", { functionName: "f" });
    events.emit("object", { bucket: "b", key: "k", eventName: "ObjectRemoved:Delete", sizeBytes: 0 });
    events.emit("fault", { service: "s3", message: "m" });
    expect(lines.map((line) => stripVTControlCharacters(line).replace(/:? .*/, ""))).to.deep.equal(
      Array.from({ length: 7 }, () => "03:04:05"),
    );
    expect(lines.map((line) => stripVTControlCharacters(line).slice(9, 25).split(" ")[0])).to.deep.equal([
      "image-upload-api",
      "image-workflow",
      "refused-rate",
      "image-alerts",
      "f",
      "ObjectRemoved:De",
      "s3:",
    ]);
  });

  it("include a throttled function once a second at most", () => {
    const events = new CloudEvents();
    const lines: string[] = [];
    let now = 0;
    printEvents(
      events,
      (line) => lines.push(stripVTControlCharacters(line).slice(9, 20)),
      () => now,
    );
    for (const [at, functionName] of [
      [0, "f"],
      [999, "f"],
      [999, "g"],
      [1000, "f"],
    ] as const) {
      now = at;
      events.emit("throttle", { functionName });
    }
    expect(lines).to.deep.equal(["f throttled", "g throttled", "f throttled"]);
  });
});
