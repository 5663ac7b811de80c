import { expect } from "chai";
import type { DeadLetter } from "../../handlers/contract";
import { makeRecordFailure } from "../../handlers/record-failure";
import { queueEvent, type MessageSpec } from "../support/events/queue-events";
import { objectCreated, objectDeleted, s3Event } from "../support/events/s3-events";
import { useCaptured } from "./captured";
import { fails, PipelineWorld } from "./pipeline-world";

const context = { awsRequestId: "request-1" };
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;

/** What Lambda sends to an on-failure destination ("Adding a destination", in the developer guide). */
const invocationRecord = (requestPayload: object, change: object = {}) => ({
  version: "1.0",
  timestamp: "2026-01-02T03:10:00.000Z",
  requestContext: {
    requestId: "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
    functionArn: `${arn("lambda", "function:image-processing-function")}:$LATEST`,
    condition: "RetriesExhausted",
    approximateInvokeCount: 3,
  },
  requestPayload,
  responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
  responsePayload: { errorType: "InternalError", errorMessage: "not today" },
  ...change,
});

type Handler = ReturnType<typeof makeRecordFailure>;
const handlers: Record<string, () => (world: PipelineWorld) => Handler> = {
  source: () => (world) => makeRecordFailure(world.connections),
  deployed: () => {
    const captured = useCaptured({});
    return (world) => captured().load("image-failure-function", world.connections) as Handler;
  },
};

for (const [way, use] of Object.entries(handlers)) {
  describe(`the function behind the queue of failures, as ${way}`, () => {
    const make = use();
    let world: PipelineWorld;
    beforeEach(() => {
      world = new PipelineWorld();
      world.upload("cat.jpg@v1", "jpeg 400x300");
    });
    const handle = async (...messages: readonly MessageSpec[]) =>
      (await make(world)(queueEvent(...messages), context)).batchItemFailures.map(
        ({ itemIdentifier }) => itemIdentifier,
      );
    const cat = { key: "cat.jpg", versionId: "v1", sequencer: "0a" };
    const recordOfCat = () => world.records.get("id:source/cat.jpg@v1");
    const letters = () => world.sent.deadLetters as DeadLetter[];

    const sources: readonly (readonly [
      source: string,
      message: MessageSpec,
      letter: Omit<DeadLetter, "schema" | "time" | "event">,
    ])[] = [
      [
        "an invocation whose retries are exhausted",
        { body: invocationRecord(s3Event(cat)) },
        {
          reason: { code: "InternalError", message: "not today" },
          attempts: 3,
          where: { kind: "function", name: "image-processing-function" },
        },
      ],
      [
        "an invocation through EventBridge whose retries are exhausted",
        { body: invocationRecord(objectCreated(cat)) },
        {
          reason: { code: "InternalError", message: "not today" },
          attempts: 3,
          where: { kind: "function", name: "image-processing-function" },
        },
      ],
      [
        "an event that waited too long for a function",
        {
          body: invocationRecord(s3Event(cat), {
            requestContext: {
              functionArn: arn("lambda", "function:image-processing-function"),
              condition: "EventAgeExceeded",
              approximateInvokeCount: 0,
            },
            responsePayload: null,
          }),
        },
        {
          reason: { code: "EventAgeExceeded", message: "Lambda gave the event up: EventAgeExceeded." },
          attempts: 0,
          where: { kind: "function", name: "image-processing-function" },
        },
      ],
      [
        "an event that EventBridge could not deliver",
        {
          body: objectCreated(cat),
          attributes: {
            RULE_ARN: arn("events", "rule/image-upload-rule"),
            TARGET_ARN: arn("sqs", "work"),
            ERROR_CODE: "NO_PERMISSIONS",
            ERROR_MESSAGE: "not allowed",
            RETRY_ATTEMPTS: "2",
          },
        },
        {
          reason: { code: "NO_PERMISSIONS", message: "not allowed" },
          attempts: 3,
          where: { kind: "event-bridge", name: "image-upload-rule" },
        },
      ],
      [
        "a message that came back too often",
        { body: objectCreated(cat), givenUpBy: arn("sqs", "work") },
        {
          reason: {
            code: "NO_END",
            message: "The message was handed out 20 times, and no execution was heard to end.",
          },
          attempts: 20,
          where: { kind: "queue", name: "work" },
        },
      ],
      [
        "an execution that failed to the last",
        {
          body: {
            schema: 1,
            event: s3Event(cat),
            reason: { code: "States.Timeout", message: "too slow" },
            attempts: 4,
            where: { kind: "workflow", name: "image-workflow" },
            time: "2026-01-02T03:10:00.000Z",
          },
        },
        {
          reason: { code: "States.Timeout", message: "too slow" },
          attempts: 4,
          where: { kind: "workflow", name: "image-workflow" },
        },
      ],
    ];
    for (const [source, message, expected] of sources) {
      it(`records ${source} and passes it on in the one shape`, async () => {
        expect(await handle(message)).to.deep.equal([]);
        const [letter, ...others] = letters();
        expect(others).to.deep.equal([]);
        expect(letter).to.deep.include({ schema: 1, ...expected });
        expect(letter?.event.Records?.[0]).to.deep.include({
          eventName: "ObjectCreated:Put",
          eventTime: "2026-01-02T03:04:05.678Z",
        });
        expect(letter?.event.Records?.[0]?.s3.object).to.include(cat);
        expect(recordOfCat()).to.deep.equal({
          image_id: "id:source/cat.jpg@v1",
          status: "FAILED",
          reason: expected.reason.code,
          attempts: expected.attempts,
          failed_at: letter?.time,
          original_key: "cat.jpg",
          source_bucket: "source",
          destination_bucket: "destination",
          version_id: "v1",
          sequencer: "0A".padEnd(32, "0"),
          upload_time: "2026-01-02T03:04:05.678Z",
        });
      });
    }

    const failure = () => ({ body: invocationRecord(s3Event(cat)) });

    it("leaves results that another delivery has brought, and a failure gives way to them", async () => {
      await handle(failure());
      const failed = recordOfCat();
      if (failed === undefined) throw new Error("the failure was not recorded");
      await world.connections.records.put({ ...failed, status: "PROCESSED", variants: [] });
      expect(recordOfCat()?.status).to.equal("PROCESSED");
      await handle(failure());
      expect(recordOfCat()?.status).to.equal("PROCESSED");
      expect(letters()).to.have.length(2);
    });

    it("records nothing of an image that is gone, nor of a removal, but keeps their events", async () => {
      world.drop("cat.jpg@v1");
      await handle(failure(), {
        id: "removal",
        body: invocationRecord(s3Event({ ...cat, eventName: "ObjectRemoved:Delete" })),
      });
      expect([world.records.size, letters().length]).to.deep.equal([0, 2]);
    });

    it("keeps the event of a removal through EventBridge as S3 would have sent it by itself", async () => {
      await handle({ body: invocationRecord(objectDeleted(cat)) });
      expect(world.records.size).to.equal(0);
      const [record] = letters()[0]?.event.Records ?? [];
      expect(record?.eventName).to.equal("ObjectRemoved:DeleteMarkerCreated");
      expect(record?.s3.object).to.include(cat);
      await handle({ body: invocationRecord(objectDeleted({ ...cat, deletion: "Permanently Deleted" })) });
      expect(letters()[1]?.event.Records?.[0]?.eventName).to.equal("ObjectRemoved:Delete");
    });

    it("records nothing of an image that was replaced or hidden, but keeps its event", async () => {
      world.upload("cat.jpg@v2", "jpeg 20x20");
      await handle(failure());
      world.upload("dog.jpg@v1", "jpeg 20x20");
      world.hide("dog.jpg@m1");
      await handle({ body: invocationRecord(s3Event({ ...cat, key: "dog.jpg" })) });
      expect([world.records.size, letters().length]).to.deep.equal([0, 2]);
    });

    it("takes a failure back of an image that is removed while it is recorded, also after an attempt that failed", async () => {
      const { records } = world.connections;
      world.breakRecords({
        put: async (record) => {
          const written = await records.put(record);
          world.hide("cat.jpg@m1");
          return written;
        },
        removeFailure: fails(new Error("not now")),
      });
      expect(await handle({ id: "a", ...failure() })).to.deep.equal(["a"]);
      expect(recordOfCat()?.status).to.equal("FAILED");
      world.breakRecords(records);
      expect(await handle(failure())).to.deep.equal([]);
      expect([world.records.size, letters().length]).to.deep.equal([0, 1]);
    });

    it("records a failure where the image is restored while it is looked for", async () => {
      world.hide("cat.jpg@m1");
      const { records } = world.connections;
      world.breakRecords({
        removeFailure: async (record) => {
          await records.removeFailure(record);
          world.drop("cat.jpg@m1");
        },
      });
      await handle(failure());
      expect(recordOfCat()?.status).to.equal("FAILED");
    });

    it("keeps the event where the stack has no records", async () => {
      world.connections.records = { ...world.connections.records, enabled: false };
      expect(await handle(failure())).to.deep.equal([]);
      expect([world.records.size, letters().length]).to.deep.equal([0, 1]);
    });

    it("lets what it cannot record, pass on or read come back, and nothing else", async () => {
      expect(await handle(failure(), { id: "stray", body: { hello: "world" } })).to.deep.equal(["stray"]);
      world.breakRecords({ put: fails(new Error("no table")) });
      expect(await handle({ id: "a", ...failure() })).to.deep.equal(["a"]);
      world = new PipelineWorld();
      world.breakDeadLetterQueue({ send: fails(new Error("no queue")) });
      expect(await handle({ id: "b", ...failure() })).to.deep.equal(["b"]);
      expect(world.problems.some((problem) => problem.includes("message b comes back"))).to.be.true;
    });
  });
}
