import { expect } from "chai";
import { makeProcessImage, type ProcessImageResult } from "../../handlers/process-image";
import type { ObjectEvent, S3Event } from "../../handlers/contract";
import { noRecords } from "../../layer/dynamo-records";
import { objectCreated, s3Event, s3TestEvent } from "../support/events/s3-events";
import { useCaptured } from "./captured";
import { coded, fails, MAX_INPUT_BYTES, PipelineWorld } from "./pipeline-world";

type Run = (world: PipelineWorld, event: S3Event | ObjectEvent) => Promise<ProcessImageResult>;
const context = { awsRequestId: "request-1" };

const forms: Record<string, () => Run> = {
  "as source": () => (world, event) => makeProcessImage(world.connections)(event, context),
  "as deployed": () => {
    const captured = useCaptured({});
    return (world, event) =>
      captured().load("image-processing-function", world.connections)(event, context) as Promise<ProcessImageResult>;
  },
};

const failure = async (run: Promise<unknown>): Promise<Error> => {
  try {
    await run;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a failure");
};

for (const [form, useForm] of Object.entries(forms)) {
  describe(`processing an upload, ${form}`, () => {
    const run = useForm();
    let world: PipelineWorld;
    beforeEach(() => {
      world = new PipelineWorld();
    });

    it("stores the result and the record under the guide's names", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      const event = s3Event({ key: "cat.jpg", versionId: "v1", sequencer: "00ab" });
      expect(await run(world, event)).to.deep.equal({ processed: 1, refused: 0, ignored: 0 });

      expect(world.results.get("processed-cat.jpg")).to.deep.include({
        contentType: "image/jpeg",
        cacheControl: "public, max-age=86400",
        metadata: {
          "image-id": "id:source/cat.jpg@v1",
          "original-id": "id:source/cat.jpg",
          digest: "digest of processed of 400x300",
          specification: "processed:300x300",
        },
      });
      const { duration_ms, ...record } = world.records.get("id:source/cat.jpg@v1") ?? {};
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
          {
            name: "processed",
            key: "processed-cat.jpg",
            size: "300x300",
            bytes: 20,
            content_type: "image/jpeg",
            digest: "digest of processed of 400x300",
            specification: "processed:300x300",
          },
        ],
      });
    });

    it("takes an event that came through EventBridge, whose key is not encoded", async () => {
      const key = "summer day+50%/für dich.jpg";
      world.upload(`${key}@v1`, "jpeg 400x300");
      const event = objectCreated({ key, versionId: "v1", sequencer: "00ab" });
      expect(await run(world, event)).to.deep.equal({ processed: 1, refused: 0, ignored: 0 });
      expect([...world.results.keys()]).to.deep.equal([`processed-${key}`]);
      expect(world.records.get(`id:source/${key}@v1`)).to.include({
        status: "PROCESSED",
        upload_time: "2026-01-02T03:04:05.678Z",
        sequencer: "00AB".padEnd(32, "0"),
      });
    });

    it("records one outcome per upload, with the request's id", async () => {
      world.upload("cat.jpg", "jpeg 400x300");
      await run(world, s3Event({ key: "cat.jpg" }));
      expect(world.requestId).to.equal("request-1");
      expect(world.flushes).to.equal(1);
      const [{ durationMs, steps, ...outcome }] = world.outcomes as [PipelineWorld["outcomes"][0]];
      expect(durationMs).to.be.within(0, 1000);
      expect(steps).to.include({ decodeMs: 30, resizeMs: 20, encodeMs: 10 });
      expect(steps?.readMs).to.be.within(0, durationMs);
      expect(steps?.writeMs).to.be.within(0, durationMs);
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
      ["scan.tiff", "tiff 4x3", "processed/scan.tiff.jpg", "image/jpeg"],
      ["no-extension", "gif 4x3", "processed/no-extension.jpg", "image/jpeg"],
      ["v1.2/no-extension", "gif 4x3", "processed/v1.2/no-extension.jpg", "image/jpeg"],
      ["album/.gif", "gif 4x3", "processed/album/.gif.jpg", "image/jpeg"],
    ];
    for (const [key, body, result, contentType] of names) {
      it(`turns ${key} (${body}) into ${result}`, async () => {
        world.upload(key, body);
        await run(world, s3Event({ key }));
        expect([...world.results.keys()]).to.deep.equal([result]);
        expect(world.results.get(result)?.contentType).to.equal(contentType);
      });
    }

    it("stores every variant under its own name and records the first as the processed one", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "thumb", width: 64, height: 48, format: "png" });
      world.upload("cat.jpg", "jpeg 400x300");
      await run(world, s3Event({ key: "cat.jpg" }));
      expect([...world.results.keys()]).to.deep.equal(["processed-cat.jpg", "thumb/cat.jpg.png"]);
      const record = world.records.get("id:source/cat.jpg");
      expect(record).to.include({ processed_key: "processed-cat.jpg", processed_size: "300x300" });
      expect(record?.variants?.[1]).to.include({ key: "thumb/cat.jpg.png", size: "64x48" });
    });

    it("fits images as their variants say", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      const [encoded, drawn]: [string[], string[]] = [[], []];
      world.breakImages({ encode: (done) => Promise.resolve(void drawn.push(done)) });
      const place = '{"align":{"x":0,"y":1}}';
      const cases: [change: Partial<typeof first>, expected: string][] = [
        [{ position: "southwest" }, `cover 300x300 ${place}`],
        [{ position: "attention", enlarge: false }, 'cover 300x200 {"focus":"attention"}'],
        [{ fit: "contain", enlarge: false }, 'contain 300x300 {"enlarge":false,"matchAlpha":true}'], // prettier-ignore
        [{ fit: "fill", enlarge: false }, "resize 300x200"],
        [{ fit: "inside", enlarge: true }, "scaleToFit 300x150"],
      ];
      for (const [change, expected] of cases) {
        world.variants.splice(0, 1, { ...first, background: "transparent", ...change });
        world.upload("cat.jpg", "jpeg 400x200");
        await run(world, s3Event({ key: "cat.jpg" }));
        encoded.push(`${expected}, image/jpeg 75 ffffff00`);
      }
      expect(drawn).to.deep.equal(encoded);
    });

    it("ignores the test event and folder markers", async () => {
      expect(await run(world, s3TestEvent)).to.deep.equal({ processed: 0, refused: 0, ignored: 1 });
      expect(await run(world, s3Event({ key: "album/" }))).to.deep.equal({ processed: 0, refused: 0, ignored: 1 });
      expect(world.outcomes).to.be.empty;
      expect(world.records.size).to.equal(0);
    });

    it("reads the object itself where its bucket keeps no versions", async () => {
      world.upload("cat.jpg", "jpeg 4x3");
      await run(world, s3Event({ key: "cat.jpg", versionId: "null" }));
      expect(world.records.get("id:source/cat.jpg")).not.to.have.property("version_id");
    });

    it("processes an event without a version although its bucket has versions by now", async () => {
      world.upload("cat.jpg@v1", "jpeg 4x3");
      expect(await run(world, s3Event({ key: "cat.jpg" }))).to.include({ processed: 1 });
    });

    it("takes an event without a sequencer for the earliest", async () => {
      world.upload("cat.jpg", "jpeg 4x3");
      const event = s3Event({ key: "cat.jpg" });
      for (const { s3 } of event.Records) Reflect.deleteProperty(s3.object, "sequencer");
      await run(world, event);
      expect(world.records.get("id:source/cat.jpg")).to.include({ sequencer: "0".repeat(32) });
    });

    it("stores results without a table, and records nothing", async () => {
      world.connections.records = noRecords;
      world.upload("cat.jpg", "jpeg 4x3");
      expect(await run(world, s3Event({ key: "cat.jpg" }))).to.include({ processed: 1 });
      expect(world.results.size).to.equal(1);
      expect(world.records.size).to.equal(0);
    });

    it("refuses an object by its length before it reads it", async () => {
      world.upload("at-limit.jpg", "x".repeat(MAX_INPUT_BYTES));
      world.upload("above.jpg", "x".repeat(MAX_INPUT_BYTES + 1));
      await run(world, s3Event({ key: "at-limit.jpg" }, { key: "above.jpg" }));
      expect(world.log.read).to.deep.equal(["source/at-limit.jpg"]);
      expect(world.log.discarded).to.deep.equal(["source/above.jpg"]);
      expect(world.records.get("id:source/at-limit.jpg")).to.include({ reason: "NOT_AN_IMAGE" });
      expect(world.records.get("id:source/above.jpg")).to.include({
        reason: "IMAGE_TOO_LARGE",
        bytes_in: MAX_INPUT_BYTES + 1,
      });
      expect(world.outcomes[1]?.message).to.equal("The image has 1.1 MiB; at most 1 MiB are accepted (maxInputMb).");
    });

    it("refuses an empty object unread", async () => {
      world.upload("cat.jpg", "");
      await run(world, s3Event({ key: "cat.jpg" }));
      expect(world.records.get("id:source/cat.jpg")).to.include({ reason: "NOT_AN_IMAGE", bytes_in: 0 });
      expect(world.log.read).to.be.empty;
      expect(world.log.discarded).to.deep.equal(["source/cat.jpg"]);
      expect(world.outcomes[0]?.message).to.equal("The object is empty.");
    });

    const refusals: [reason: string, spoil: (world: PipelineWorld) => void][] = [
      ["NOT_AN_IMAGE", (world) => world.upload("cat.jpg", "hello")],
      ["IMAGE_TOO_LARGE", (world) => world.upload("cat.jpg", "png 30000x30000")],
      ["IMAGE_CORRUPT", (world) => world.breakImages({ encode: fails(coded("IMAGE_CORRUPT")) })],
      ["FORMAT_UNSUPPORTED", (world) => world.breakImages({ encode: fails(coded("FORMAT_UNSUPPORTED")) })],
    ];
    for (const [reason, spoil] of refusals) {
      it(`records ${reason} and causes no retry`, async () => {
        world.upload("cat.jpg", "jpeg 4x3");
        spoil(world);
        expect(await run(world, s3Event({ key: "cat.jpg" }))).to.deep.equal({ processed: 0, refused: 1, ignored: 0 });
        expect(world.records.get("id:source/cat.jpg")).to.include({ status: "REFUSED", reason });
        expect(world.records.get("id:source/cat.jpg")).not.to.have.property("processed_key");
        expect(world.outcomes[0]).to.include({ outcome: "refused", reason });
        expect(world.outcomes[0]?.message).to.be.a("string").with.length.above(3);
        expect(world.results.size).to.equal(0);
      });
    }

    it("refuses a key whose result's key would be too long", async () => {
      const fits = "k".repeat(1024 - "processed-".length);
      for (const key of [fits, `${fits}k`]) world.upload(key, "jpeg 4x3");
      await run(world, s3Event({ key: fits }, { key: `${fits}k` }));
      expect(world.outcomes.map(({ reason }) => reason)).to.deep.equal([undefined, "KEY_TOO_LONG"]);
      expect(world.outcomes[1]?.message).to.equal("The result's key would have 1025 bytes; S3 accepts 1024.");
    });

    const failures: [what: string, spoil: (world: PipelineWorld) => void][] = [
      ["reading", (world) => world.breakStore({ open: fails(new Error("S3")) })],
      ["writing", (world) => world.breakStore({ write: fails(new Error("S3 is down")) })],
      ["recording", (world) => world.breakRecords({ put: fails(new Error("DynamoDB is down")) })],
      [
        "rendering, with an error that is no refusal,",
        (world) => world.breakImages({ encode: fails(coded("EMFILE", "too many open files")) }),
      ],
    ];
    for (const [what, spoil] of failures) {
      it(`throws when ${what} fails, after it has logged the failure`, async () => {
        world.upload("cat.jpg", "jpeg 4x3");
        spoil(world);
        const error = await failure(run(world, s3Event({ key: "cat.jpg" })));
        expect(world.outcomes).to.have.length(1);
        expect(world.outcomes[0]).to.include({ outcome: "failed", reason: "Error", message: error.message });
        expect(world.flushes).to.equal(1);
      });
    }

    it("throws and logs what is thrown although it is no error", async () => {
      for (const thrown of ["text", null]) {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        world.breakStore({ open: () => Promise.reject(thrown) });
        const failed = run(world, s3Event({ key: "cat.jpg" }));
        expect(await failed.catch((caught: unknown) => [caught])).to.deep.equal([thrown]);
        expect(world.outcomes.pop()).to.include({ outcome: "failed", reason: "Error", message: String(thrown) });
      }
    });

    it("throws when a refusal cannot be recorded", async () => {
      world.breakRecords({ put: fails(new Error("DynamoDB is down")) });
      world.upload("text.jpg", "hello");
      expect(await failure(run(world, s3Event({ key: "text.jpg" })))).to.have.property("message", "DynamoDB is down");
    });

    it("processes the remaining records before it throws a failure", async () => {
      const { store } = world.connections;
      world.breakStore({
        open: (ref) => (ref.key.startsWith("bad") ? Promise.reject(new Error(`${ref.key} failed`)) : store.open(ref)),
      });
      world.upload("good.jpg", "jpeg 4x3");
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

    it("refuses what a delete marker hides before its results are stored, and leaves nothing of it", async () => {
      world.upload("cat.jpg@v1", "jpeg 4x3");
      world.beforeStoring(() => world.hide("cat.jpg@m1"));
      expect(await run(world, s3Event({ key: "cat.jpg", versionId: "v1" }))).to.include({ refused: 1 });
      expect(world.outcomes[0]).to.include({ outcome: "refused", reason: "SOURCE_GONE" });
      expect([world.results.size, world.records.size]).to.deep.equal([0, 0]);
    });

    it("removes results of the version before where a version is refused", async () => {
      world.upload("cat.jpg@v1", "jpeg 4x3");
      await run(world, s3Event({ key: "cat.jpg", versionId: "v1", sequencer: "01" }));
      world.upload("cat.jpg@v2", "hello");
      await run(world, s3Event({ key: "cat.jpg", versionId: "v2", sequencer: "02" }));
      expect(world.results.size).to.equal(0);
    });

    it("removes the result of the version before where a version has another format", async () => {
      world.upload("cat.jpg@v1", "jpeg 4x3");
      await run(world, s3Event({ key: "cat.jpg", versionId: "v1", sequencer: "01" }));
      world.upload("cat.jpg@v2", "gif 4x3");
      await run(world, s3Event({ key: "cat.jpg", versionId: "v2", sequencer: "02" }));
      expect([...world.results.keys()]).to.deep.equal(["processed/cat.jpg.jpg"]);
    });

    it("keeps results where the stack lets them stay, although their original was removed meanwhile", async () => {
      for (const followsRemovals of [true, false]) {
        world.configure({ followsRemovals });
        world.upload("cat.jpg@v1", "jpeg 4x3");
        const { records } = world.connections;
        world.breakRecords({
          put: async (record) => {
            const written = await records.put(record);
            world.hide("cat.jpg@m1");
            return written;
          },
        });
        const event = s3Event({ key: "cat.jpg", versionId: "v1", time: new Date().toISOString() });
        expect(await run(world, event)).to.include({ processed: 1 });
        expect([world.results.size, world.records.size]).to.deep.equal(followsRemovals ? [0, 0] : [1, 1]);
        world.connections.records = records;
      }
    });

    it("never stores an older version's result over one that was stored after the older one was current", async () => {
      world.upload("cat.jpg@v1", "jpeg 100x100");
      const { store } = world.connections;
      const written: boolean[] = [];
      let first = true;
      world.breakStore({
        write: async (...args) => {
          if (first) {
            first = false;
            world.upload("cat.jpg@v2", "jpeg 200x200");
            await run(world, s3Event({ key: "cat.jpg", versionId: "v2", sequencer: "02" }));
          }
          const done = await store.write(...args);
          written.push(done);
          return done;
        },
      });
      await run(world, s3Event({ key: "cat.jpg", versionId: "v1", sequencer: "01" }));
      expect(written, "of v2, of v1").to.deep.equal([true, false]);
      expect(world.results.get("processed-cat.jpg")?.metadata["image-id"]).to.equal("id:source/cat.jpg@v2");
    });

    it("gives up, to be tried again, when others change the result each time", async () => {
      world.upload("cat.jpg@v1", "jpeg 4x3");
      let writes = 0;
      world.breakStore({ write: () => Promise.resolve((writes += 1) === 0) });
      const error = await failure(run(world, s3Event({ key: "cat.jpg", versionId: "v1" })));
      expect([error.name, writes]).to.deep.equal(["RESULT_CONTESTED", 10]);
    });

    it("writes the same again when an event is delivered twice", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
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
      world.upload("cat.jpg@v1", "jpeg 100x100");
      world.upload("cat.jpg@v2", "jpeg 200x200");
      await run(world, s3Event({ key: "cat.jpg", versionId: "v2", sequencer: "02" }));
      await run(world, s3Event({ key: "cat.jpg", versionId: "v1", sequencer: "01" }));
      expect(world.results.get("processed-cat.jpg")?.bytes.toString()).to.equal("processed of 200x200");
      expect(world.records.get("id:source/cat.jpg@v1")).to.include({ status: "REFUSED", reason: "SUPERSEDED" });
      expect(world.records.get("id:source/cat.jpg@v2")).to.include({ status: "PROCESSED" });
    });
  });
}
