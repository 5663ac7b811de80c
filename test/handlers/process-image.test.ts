import { expect } from "chai";
import { makeProcessImage, type ProcessImageResult } from "../../handlers/process-image";
import type { S3Event } from "../../handlers/contract";
import { noRecords } from "../../layer/dynamo-records";
import { s3Event, s3TestEvent } from "../support/events/s3-events";
import { deployCaptured, type LoadCaptured } from "./captured";
import { coded, PipelineWorld } from "./pipeline-world";

let captured: { load: LoadCaptured; remove(): void };
before(async () => {
  captured = await deployCaptured({});
});
after(() => captured.remove());

type Run = (world: PipelineWorld, event: S3Event) => Promise<ProcessImageResult>;
const context = { awsRequestId: "request-1" };

const forms: Record<string, Run> = {
  "as source": (world, event) => makeProcessImage(world.connections)(event, context),
  "as deployed": (world, event) =>
    captured.load("image-processing-function", world.connections)(event, context) as Promise<ProcessImageResult>,
};

const failure = async (run: Promise<unknown>): Promise<Error> => {
  try {
    await run;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a failure");
};

for (const [form, run] of Object.entries(forms)) {
  describe(`processing an upload, ${form}`, () => {
    let world: PipelineWorld;
    beforeEach(() => {
      world = new PipelineWorld();
    });

    it("stores the result and the record under the guide's names", async () => {
      world.originals.set("cat.jpg@v1", "jpeg 400x300");
      const event = s3Event({ key: "cat.jpg", versionId: "v1", sequencer: "00ab" });
      expect(await run(world, event)).to.deep.equal({ processed: 1, refused: 0, ignored: 0 });

      expect(world.results.get("destination/processed-cat.jpg")).to.deep.include({
        contentType: "image/jpeg",
        cacheControl: "public, max-age=86400",
        metadata: { "image-id": "id:source/cat.jpg@v1", "original-id": "id:source/cat.jpg" },
      });
      const { duration_ms, ...record } = world.records.get("id:source/cat.jpg@v1")!;
      expect(duration_ms).to.be.within(0, 1000);
      expect(record).to.deep.equal({
        image_id: "id:source/cat.jpg@v1",
        status: "PROCESSED",
        original_key: "cat.jpg",
        processed_key: "processed-cat.jpg",
        original_size: "400x300",
        processed_size: "300x300",
        upload_time: "2026-01-02T03:04:05.678Z",
        source_bucket: "source",
        destination_bucket: "destination",
        content_type: "image/jpeg",
        bytes_in: 12,
        bytes_out: 20,
        version_id: "v1",
        sequencer: "00AB".padEnd(32, "0"),
        variants: [
          { name: "processed", key: "processed-cat.jpg", size: "300x300", bytes: 20, content_type: "image/jpeg" },
        ],
      });
    });

    it("tells one outcome per record, with the request's id", async () => {
      world.originals.set("cat.jpg", "jpeg 400x300");
      await run(world, s3Event({ key: "cat.jpg" }));
      expect(world.requestId).to.equal("request-1");
      expect(world.flushes).to.equal(1);
      const [{ durationMs, ...outcome }] = world.outcomes as [PipelineWorld["outcomes"][0]];
      expect(durationMs).to.be.within(0, 1000);
      expect(outcome).to.deep.equal({
        outcome: "processed",
        bucket: "source",
        key: "cat.jpg",
        imageId: "id:source/cat.jpg",
        bytesIn: 12,
        bytesOut: 20,
        pixels: 120_000,
      });
    });

    const names: [key: string, body: string, result: string, contentType: string][] = [
      ["a b+c/ü(1).JPG", "jpeg 4x3", "processed-a b+c/ü(1).JPG", "image/jpeg"],
      ["100%.png", "png 4x3", "processed-100%.png", "image/png"],
      ["really-a-png.jpg", "png 4x3", "processed-really-a-png.jpg", "image/png"],
      ["scan.tiff", "tiff 4x3", "processed-scan.jpg", "image/jpeg"],
      ["no-extension", "gif 4x3", "processed-no-extension.jpg", "image/jpeg"],
      ["v1.2/no-extension", "gif 4x3", "processed-v1.2/no-extension.jpg", "image/jpeg"],
      ["album/.gif", "gif 4x3", "processed-album/.gif.jpg", "image/jpeg"],
    ];
    for (const [key, body, result, contentType] of names) {
      it(`turns ${key} (${body}) into ${result}`, async () => {
        world.originals.set(key, body);
        await run(world, s3Event({ key }));
        expect([...world.results.keys()]).to.deep.equal([`destination/${result}`]);
        expect(world.results.get(`destination/${result}`)?.contentType).to.equal(contentType);
      });
    }

    it("stores every variant under its own name and records the first as the processed one", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "thumb", width: 64, height: 48, format: "png" });
      world.originals.set("cat.jpg", "jpeg 400x300");
      await run(world, s3Event({ key: "cat.jpg" }));
      expect([...world.results.keys()]).to.deep.equal(["destination/processed-cat.jpg", "destination/thumb-cat.png"]);
      const record = world.records.get("id:source/cat.jpg");
      expect(record).to.include({ processed_key: "processed-cat.jpg", processed_size: "300x300" });
      expect(record?.variants?.[1]).to.include({ key: "thumb-cat.png", size: "64x48" });
    });

    it("ignores the test event and folder markers", async () => {
      expect(await run(world, s3TestEvent)).to.deep.equal({ processed: 0, refused: 0, ignored: 1 });
      expect(await run(world, s3Event({ key: "album/" }))).to.deep.equal({ processed: 0, refused: 0, ignored: 1 });
      expect(world.outcomes).to.be.empty;
      expect(world.records.size).to.equal(0);
    });

    it("reads the object itself where its bucket keeps no versions", async () => {
      world.originals.set("cat.jpg", "jpeg 4x3");
      await run(world, s3Event({ key: "cat.jpg", versionId: "null" }));
      expect(world.records.get("id:source/cat.jpg")).not.to.have.property("version_id");
    });

    it("works without a table", async () => {
      world.connections.records = noRecords;
      world.originals.set("cat.jpg", "jpeg 4x3");
      await run(world, s3Event({ key: "cat.jpg" }));
      expect(world.results.size).to.equal(1);
    });

    it("refuses an object by its length before it reads it", async () => {
      world.originals.set("at-limit.jpg", "x".repeat(1000));
      world.originals.set("above.jpg", "x".repeat(1001));
      await run(world, s3Event({ key: "at-limit.jpg" }, { key: "above.jpg" }));
      expect(world.read).to.deep.equal(["at-limit.jpg"]);
      expect(world.discarded).to.deep.equal(["above.jpg"]);
      expect(world.records.get("id:source/above.jpg")).to.include({ reason: "IMAGE_TOO_LARGE", bytes_in: 1001 });
    });

    it("refuses an empty object unread", async () => {
      world.originals.set("cat.jpg", "");
      await run(world, s3Event({ key: "cat.jpg" }));
      expect(world.records.get("id:source/cat.jpg")).to.include({ reason: "NOT_AN_IMAGE", bytes_in: 0 });
      expect(world.discarded).to.deep.equal(["cat.jpg"]);
    });

    const refusals: [reason: string, spoil: (world: PipelineWorld) => void][] = [
      ["NOT_AN_IMAGE", ({ originals }) => originals.set("cat.jpg", "hello")],
      ["IMAGE_TOO_LARGE", ({ originals }) => originals.set("cat.jpg", "png 30000x30000")],
      ["SOURCE_GONE", ({ originals }) => originals.delete("cat.jpg")],
      ["SUPERSEDED", ({ shown }) => shown.set("cat.jpg", { state: "absent" })],
      ["SUPERSEDED", ({ shown }) => shown.set("cat.jpg", { state: "deleted", markerId: "m1" })],
      ...["IMAGE_CORRUPT", "FORMAT_UNSUPPORTED"].map((code): [string, (world: PipelineWorld) => void] => [
        code,
        ({ connections }) =>
          (connections.engine = { ...connections.engine, render: () => Promise.reject(coded(code)) }),
      ]),
    ];
    for (const [reason, spoil] of refusals) {
      it(`records ${reason} and does not ask for a retry`, async () => {
        world.originals.set("cat.jpg", "jpeg 4x3");
        spoil(world);
        expect(await run(world, s3Event({ key: "cat.jpg" }))).to.deep.equal({ processed: 0, refused: 1, ignored: 0 });
        expect(world.records.get("id:source/cat.jpg")).to.include({ status: "REFUSED", reason });
        expect(world.records.get("id:source/cat.jpg")).not.to.have.property("processed_key");
        expect(world.outcomes[0]).to.include({ outcome: "refused", reason });
        expect(world.outcomes[0]?.message).to.be.a("string").with.length.above(3);
        expect(world.results.size).to.equal(0);
      });
    }

    it("refuses a key whose result S3 could not name", async () => {
      const fits = "k".repeat(1024 - "processed-".length);
      for (const key of [fits, `${fits}k`]) world.originals.set(key, "jpeg 4x3");
      await run(world, s3Event({ key: fits }, { key: `${fits}k` }));
      expect(world.outcomes.map(({ reason }) => reason)).to.deep.equal([undefined, "KEY_TOO_LONG"]);
    });

    const failures: [what: string, spoil: (world: PipelineWorld) => void][] = [
      [
        "reading",
        ({ connections }) =>
          (connections.store = { ...connections.store, open: () => Promise.reject(new Error("S3")) }),
      ],
      [
        "writing",
        ({ connections }) =>
          (connections.store = { ...connections.store, write: () => Promise.reject(new Error("S3 is down")) }),
      ],
      [
        "recording",
        ({ connections }) =>
          (connections.records = {
            ...connections.records,
            put: () => Promise.reject(new Error("DynamoDB is down")),
          }),
      ],
      [
        "rendering, with an error that no refusal names",
        ({ connections }) =>
          (connections.engine = { ...connections.engine, render: () => Promise.reject(coded("EMFILE")) }),
      ],
    ];
    for (const [what, spoil] of failures) {
      it(`throws when ${what} fails, after it has told so`, async () => {
        world.originals.set("cat.jpg", "jpeg 4x3");
        spoil(world);
        const error = await failure(run(world, s3Event({ key: "cat.jpg" })));
        expect(world.outcomes).to.have.length(1);
        expect(world.outcomes[0]).to.include({ outcome: "failed", message: error.message });
        expect(world.flushes).to.equal(1);
      });
    }

    it("throws when a refusal cannot be recorded", async () => {
      world.connections.records = {
        ...world.connections.records,
        put: () => Promise.reject(new Error("DynamoDB is down")),
      };
      expect(await failure(run(world, s3Event({ key: "gone.jpg" })))).to.have.property("message", "DynamoDB is down");
    });

    it("does the other records before it throws what one of them failed with", async () => {
      const { store } = world.connections;
      world.connections.store = {
        ...store,
        open: (ref) => (ref.key.startsWith("bad") ? Promise.reject(new Error(`${ref.key} failed`)) : store.open(ref)),
      };
      world.originals.set("good.jpg", "jpeg 4x3");
      const one = await failure(run(world, s3Event({ key: "bad.jpg" }, { key: "good.jpg" }, { key: "gone.jpg" })));
      expect(one.message).to.equal("bad.jpg failed");
      expect(world.outcomes.map(({ outcome }) => outcome)).to.deep.equal(["failed", "processed", "refused"]);

      const both = await failure(run(world, s3Event({ key: "bad.jpg" }, { key: "bad2.jpg" })));
      expect(both).to.be.instanceOf(AggregateError);
      expect(both.message).to.equal("2 records failed");
      expect((both as AggregateError).errors.map((error: Error) => error.message)).to.deep.equal([
        "bad.jpg failed",
        "bad2.jpg failed",
      ]);
    });

    it("writes the same again when an event is delivered twice", async () => {
      world.originals.set("cat.jpg@v1", "jpeg 400x300");
      const event = s3Event({ key: "cat.jpg", versionId: "v1" });
      await run(world, event);
      const before = { results: new Map(world.results), record: { ...world.records.get("id:source/cat.jpg@v1") } };
      await run(world, event);
      expect(world.results).to.deep.equal(before.results);
      expect(world.records.size).to.equal(1);
      const again = world.records.get("id:source/cat.jpg@v1");
      expect({ ...again, duration_ms: 0 }).to.deep.equal({ ...before.record, duration_ms: 0 });
    });

    it("leaves a newer version's result alone when the older one's event comes late", async () => {
      world.originals.set("cat.jpg@v1", "jpeg 100x100");
      world.originals.set("cat.jpg@v2", "jpeg 200x200");
      await run(world, s3Event({ key: "cat.jpg", versionId: "v2", sequencer: "02" }));
      await run(world, s3Event({ key: "cat.jpg", versionId: "v1", sequencer: "01" }));
      expect(world.results.get("destination/processed-cat.jpg")?.bytes.toString()).to.equal("processed of 200x200");
      expect(world.records.get("id:source/cat.jpg@v1")).to.include({ status: "REFUSED", reason: "SUPERSEDED" });
      expect(world.records.get("id:source/cat.jpg@v2")).to.include({ status: "PROCESSED" });
    });
  });
}
