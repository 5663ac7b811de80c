import { expect } from "chai";

import type { ImageRecord } from "../../handlers/contract";
import { makeAnnounceImages, type StreamEvent } from "../../handlers/notify/announce-images";
import { makeDeliverWebhook } from "../../handlers/notify/deliver-webhook";
import type { Connections } from "../../handlers/ports";
import type { BatchResponse, QueueEvent } from "../../handlers/queue-event";
import { useCaptured } from "./captured";
import { PipelineWorld } from "./pipeline-world";

type Name = "announce" | "deliver";
type Run = (name: Name, world: PipelineWorld, event: StreamEvent | QueueEvent) => Promise<BatchResponse>;

const context = { awsRequestId: "r" };
const makers = { announce: makeAnnounceImages, deliver: makeDeliverWebhook } as unknown as Record<
  Name,
  (deps: Connections) => (event: unknown, context: unknown) => Promise<BatchResponse>
>;
const webhook = { url: "https://example.org/hook", secretName: "hook" };
const forms: Record<string, () => Run> = {
  "as source": () => (name, world, event) => makers[name](world.connections)(event, context),
  "as deployed": () => {
    const captured = useCaptured({ notify: JSON.stringify({ webhook }) });
    return (name, world, event) =>
      captured().load(`image-notify-${name}`, world.connections)(event, context) as Promise<BatchResponse>;
  },
};

const record = (change: Partial<ImageRecord> = {}): ImageRecord => ({
  image_id: "i",
  status: "PROCESSED",
  original_key: "cat.jpg",
  source_bucket: "source",
  destination_bucket: "destination",
  sequencer: "01",
  upload_time: "2026-01-02T03:04:05.000Z",
  duration_ms: 5,
  ...change,
});

/** A record of the stream for a change from one record to another; undefined: there is none. */
const change = (sequence: string, before: ImageRecord | undefined, after: ImageRecord | undefined) => ({
  eventID: `event-${sequence}`,
  dynamodb: {
    SequenceNumber: sequence,
    ...(before && { OldImage: before as unknown as Readonly<Record<string, object>> }),
    ...(after && { NewImage: after as unknown as Readonly<Record<string, object>> }),
  },
});

const message = (id: string, receives: number, status = "PROCESSED") => ({
  messageId: id,
  receiptHandle: `receipt-${id}`,
  body: JSON.stringify({
    time: "2026-01-02T03:04:06Z",
    detail: { schema: 1, id: `event-${id}`, sequence: "1", status, image: record() },
  }),
  attributes: { ApproximateReceiveCount: String(receives) },
  messageAttributes: {},
});

for (const [form, useForm] of Object.entries(forms)) {
  describe(`the functions that tell what has become of images, ${form}`, () => {
    const run = useForm();
    let world: PipelineWorld;
    beforeEach(() => (world = new PipelineWorld()));
    const announce = (...Records: ReturnType<typeof change>[]) => run("announce", world, { Records });
    const deliver = (...Records: ReturnType<typeof message>[]) => run("deliver", world, { Records });

    it("publish each end of an image with its record, and a number by which they are ordered", async () => {
      const failed = record({ status: "FAILED", reason: "Error" });
      const answer = await announce(
        change("100000000000000000009", undefined, failed),
        change("100000000000000000010", failed, record({ sequencer: "02" })),
        change("1000000000000000000101", record({ sequencer: "02" }), undefined),
      );
      expect(answer).to.deep.equal({ batchItemFailures: [] });
      expect(world.published.map(({ status, image }) => [status, image.sequencer])).to.deep.equal([
        ["FAILED", "01"],
        ["PROCESSED", "02"],
        ["REMOVED", "02"],
      ]);
      expect(world.published[0]).to.deep.equal({
        schema: 1,
        id: "event-100000000000000000009",
        sequence: "0000000000000000000100000000000000000009",
        status: "FAILED",
        image: failed,
      });
      const sequences = world.published.map(({ sequence }) => sequence);
      expect(sequences).to.deep.equal([...sequences].sort());
      expect(world.requestId).to.equal("r");
    });

    it("publish nothing of a record that is written once more with the same end", async () => {
      const refused = record({ status: "REFUSED", reason: "NOT_AN_IMAGE" });
      await announce(change("1", refused, { ...refused, duration_ms: 9 }));
      expect(world.published).to.deep.equal([]);
      for (const other of [{ reason: "IMAGE_TOO_LARGE" }, { sequencer: "02" }, { status: "PROCESSED" as const }]) {
        await announce(change("2", refused, { ...refused, ...other }));
      }
      expect(world.published).to.have.length(3);
    });

    it("get back what could not be published, from the first of it on", async () => {
      world.publishable = 1;
      const same = change("2", record(), record({ duration_ms: 1 }));
      const answer = await announce(change("1", undefined, record()), same, change("3", record(), undefined));
      expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "3" }] });
      expect(world.published).to.have.length(1);
    });

    it("leave out the results of a record that is too large for an event", async () => {
      const result = { name: "v", key: "k".repeat(1000), size: "1x1", bytes: 1, content_type: "image/jpeg" };
      const variants = Array.from({ length: 300 }, () => result);
      await announce(
        change("1", undefined, record({ variants })),
        change("2", undefined, record({ variants: [result] })),
      );
      const [large, small] = world.published;
      expect(JSON.parse(JSON.stringify(large))).to.deep.include({ truncated: true, image: record() });
      expect(small?.image.variants).to.have.length(1);
      expect(small).not.to.have.property("truncated");
    });

    it("send an event to the webhook", async () => {
      expect(await deliver(message("a", 1), message("b", 1, "REMOVED"))).to.deep.equal({ batchItemFailures: [] });
      expect(world.posted.map(({ id, body }) => [id, JSON.parse(body) as object])).to.deep.equal(
        [["a", "PROCESSED", "image.processed"] as const, ["b", "REMOVED", "image.removed"] as const].map(
          ([id, status, type]) => [
            `event-${id}`,
            {
              type,
              timestamp: "2026-01-02T03:04:06Z",
              data: { schema: 1, id: `event-${id}`, sequence: "1", status, image: record() },
            },
          ],
        ),
      );
      expect(world.postponed).to.deep.equal({});
    });

    it("send again later and later what the webhook does not take, and nothing else", async () => {
      const waits = [5, 30, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000, 36_000];
      for (const [index, wait] of [...waits, 36_000].entries()) {
        world.webhookAnswers.push({ delivered: false, outcome: "answered with 500" });
        const answer = await deliver(message(`m${index}`, index + 1));
        expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: `m${index}` }] });
        expect(world.postponed[`receipt-m${index}`]).to.be.within(wait, Math.min(wait * 1.2, 42_000));
      }
      world.webhookAnswers.push({ delivered: true, outcome: "" }, { delivered: false, outcome: "" });
      const { batchItemFailures } = await deliver(message("taken", 1), message("not", 1));
      expect(batchItemFailures).to.deep.equal([{ itemIdentifier: "not" }]);
    });

    it("wait as long as the webhook asks for, half a day at most", async () => {
      for (const [index, [retryAfterSec, expected]] of (
        [
          [120, 120],
          [1, 5],
          [1e6, 42_000],
        ] as const
      ).entries()) {
        world.webhookAnswers.push({ delivered: false, outcome: "answered with 503", retryAfterSec });
        await deliver(message(`m${index}`, 1));
        expect(world.postponed[`receipt-m${index}`]).to.be.within(expected, Math.max(expected, 6));
      }
    });

    it("wait as well where a webhook cannot be signed", async () => {
      world.connections.webhook = { post: () => Promise.reject(new Error("no secret")) };
      expect(await deliver(message("a", 2))).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "a" }] });
      expect(world.postponed["receipt-a"]).to.be.within(30, 36);
      expect(world.problems).to.deep.equal(["message a comes back"]);
    });
  });
}
