import { expect } from "chai";

import { EventBridge, type TargetPorts } from "../../../../local/services/event-bridge";
import { parsePattern } from "../../../../local/services/event-bridge/pattern";
import { s3Event } from "../../../../local/services/event-bridge/s3-events";
import { AwsError } from "../../../../local/services/http/aws-error";
import { serviceContext } from "../support/context";

const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:image-workflow";
const deadLetters = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
const change = {
  bucket: "photos",
  key: "a b.jpg",
  versionId: "v1",
  sizeBytes: 10,
  etag: "e",
  sequencer: "01",
  requestId: "r",
  requester: "000000000000",
  eventName: "ObjectCreated:Put",
};

describe("EventBridge", () => {
  const started: { input: string; roleArn: string }[] = [];
  const buried: { queueArn: string; body: string; attributes: object | undefined }[] = [];
  let failures: Error[] = [];
  const ports: TargetPorts = {
    startExecution: (_, input, roleArn) => {
      const failure = failures.shift();
      if (failure !== undefined) return Promise.reject(failure);
      started.push({ input, roleArn });
      return Promise.resolve();
    },
    sendMessage: (queueArn, body, _, attributes) => {
      buried.push({ queueArn, body, attributes });
      return Promise.resolve();
    },
    invokeFunction: () => Promise.reject(new Error("no function here")),
    publish: () => Promise.reject(new Error("no topic here")),
  };
  let context = serviceContext();
  let bus: EventBridge;

  beforeEach(() => {
    started.length = 0;
    buried.length = 0;
    failures = [];
    context = serviceContext();
    bus = new EventBridge(context, ports);
    const pattern = parsePattern('{"source":["aws.s3"],"detail":{"bucket":{"name":["photos"]}}}');
    bus.putRule({ name: "uploads", pattern, enabled: true });
    bus.putTarget("uploads", {
      id: "workflow",
      arn: machine,
      roleArn: "arn:aws:iam::000000000000:role/start",
      retryPolicy: { maximumRetryAttempts: 2 },
      deadLetterArn: deadLetters,
    });
  });

  afterEach(() => bus.close());

  const put = async (entry: Partial<typeof change> = {}) => {
    const event = s3Event({ ...change, ...entry });
    if (event !== undefined) bus.put(event);
    await context.work.idle();
  };

  it("gives an object's event to the state machine under the target's role", async () => {
    await put();
    expect(started).to.have.length(1);
    expect(started[0]?.roleArn).to.equal("arn:aws:iam::000000000000:role/start");
    const event = JSON.parse(started[0]?.input ?? "") as Record<string, unknown>;
    expect(event).to.include({ source: "aws.s3", "detail-type": "Object Created", account: "000000000000" });
    expect(event.detail).to.deep.equal({
      version: "0",
      bucket: { name: "photos" },
      object: { key: "a b.jpg", size: 10, etag: "e", "version-id": "v1", sequencer: "01" },
      "request-id": "r",
      requester: "000000000000",
      "source-ip-address": "127.0.0.1",
      reason: "PutObject",
    });
  });

  it("leaves alone what does not fit, and what a disabled rule would fit", async () => {
    await put({ bucket: "other" });
    bus.putRule({ ...bus.rule("uploads"), enabled: false });
    await put();
    expect(started).to.deep.equal([]);
  });

  it("retries what can heal", async () => {
    failures = [new AwsError("ThrottlingException", "slow down", 400), new Error("socket")];
    await put();
    expect(started).to.have.length(1);
    expect(buried).to.deep.equal([]);
  });

  it("gives up after the attempts of the retry policy and keeps the event in the dead-letter queue", async () => {
    failures = [1, 2, 3, 4].map((n) => new Error(`failure ${n}`));
    await put();
    expect(failures.map((f) => f.message)).to.deep.equal(["failure 4"]);
    expect(buried).to.have.length(1);
    expect(buried[0]?.queueArn).to.equal(deadLetters);
    expect(buried[0]?.attributes).to.include({
      TARGET_ARN: machine,
      ERROR_MESSAGE: "failure 3",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
    });
    expect(JSON.parse(buried[0]?.body ?? "")).to.include({ "detail-type": "Object Created" });
  });

  it("does not retry what is not allowed", async () => {
    failures = [new AwsError("AccessDeniedException", "no policy allows it", 400)];
    await put();
    expect(started).to.deep.equal([]);
    expect(buried[0]?.attributes).to.include({ ERROR_CODE: "AccessDeniedException" });
    expect(buried[0]?.attributes).to.not.have.property("EXHAUSTED_RETRY_CONDITION");
  });

  it("tells a delete marker from a lasting deletion and from a lifecycle expiry", () => {
    const detail = (eventName: string) => s3Event({ ...change, eventName })?.detail;
    expect(detail("ObjectRemoved:Delete")).to.include({
      reason: "DeleteObject",
      "deletion-type": "Permanently Deleted",
    });
    expect(detail("ObjectRemoved:DeleteMarkerCreated")).to.include({ "deletion-type": "Delete Marker Created" });
    expect(detail("LifecycleExpiration:DeleteMarkerCreated")).to.include({ reason: "Lifecycle Expiration" });
    expect(s3Event({ ...change, eventName: "ObjectTagging:Put" })).to.equal(undefined);
  });

  it("refuses a state machine without a role, a target of another kind, and to delete a rule that has targets", () => {
    expect(() => bus.putTarget("uploads", { id: "x", arn: machine })).to.throw(AwsError, "RoleArn is required");
    expect(() => bus.putTarget("uploads", { id: "x", arn: "arn:aws:kinesis:us-east-1:0:stream/s" })).to.throw(AwsError);
    expect(() => bus.deleteRule("uploads")).to.throw(AwsError, "has targets");
    bus.removeTarget("uploads", "workflow");
    bus.deleteRule("uploads");
    expect(() => bus.rule("uploads")).to.throw(AwsError, "does not exist");
  });
});
