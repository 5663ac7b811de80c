import { expect } from "chai";
import { equalQuality, type ImageRecord } from "../../handlers/contract";
import { makeFollowRemoval } from "../../handlers/follow-removal";
import { makeRecordImage } from "../../handlers/workflow/record-image";
import { makeInspectImage } from "../../handlers/workflow/inspect-image";
import type { Processed, Refused } from "../../handlers/workflow/steps";
import { readConfig } from "../../infra/config";
import { type CreatedSpec } from "../support/events/s3-events";
import { coded, fails, MAX_INPUT_BYTES, PipelineWorld } from "./pipeline-world";
import { runWorkflow, type Step, type WorkflowOutcome } from "./workflow-run";
import { context, recordOf, removed, sourceCode, useDefinition, ways } from "./ways";

for (const [way, useWay] of Object.entries(ways)) {
  describe(`an upload ${way}`, () => {
    const process = useWay();
    let world: PipelineWorld;
    beforeEach(() => {
      world = new PipelineWorld();
    });

    it("says how the image looks where the stack describes images, and a backfill of some variants keeps it", async () => {
      const appearance = { placeholder: "100x75", perceptual_hash: "00" };
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "thumb" });
      world.upload("cat.jpg@v1", "jpeg 400x300");
      world.configure({ describes: true });
      expect(await process(world, { key: "cat.jpg", versionId: "v1", sequencer: "0a" })).to.be.true;
      const record = () => world.records.get("id:source/cat.jpg@v1");
      expect(record()).to.include(appearance);
      expect(record()?.variants?.map(({ size }) => size)).to.deep.equal(["300x300", "300x300"]);
      world.configure({ describes: false });
      const backfill = { variants: ["thumb"] };
      const again = { key: "cat.jpg", versionId: "v1", sequencer: record()?.sequencer };
      expect(await process(world, { ...again, backfill })).to.be.true;
      expect(record()).to.include(appearance);
      expect(await process(world, { ...again, sequencer: record()?.sequencer, backfill: {} })).to.be.true;
      expect(record()).not.to.have.any.keys("placeholder", "perceptual_hash");
    });

    describe("of a set of widths and formats", () => {
      const ref = (versionId: string) => ({ key: "cat.jpg", versionId, sequencer: versionId });
      const resultsOf = () => [...world.results.keys()].sort();
      beforeEach(() => {
        const variants = '[{"name":"set","widths":[100,200,300],"format":"each","formats":["jpeg","webp"]}]';
        world.variants.splice(0, 1, ...readConfig({ variants }).variants);
      });
      const keysOf = (...widths: number[]) =>
        widths.flatMap((width) => [`set_${width}_jpeg/cat.jpg.jpg`, `set_${width}_webp/cat.jpg.webp`]).sort();

      it("makes the widths that the original has, under keys that end with their format", async () => {
        world.upload("cat.jpg@1", "jpeg 150x50");
        expect(await process(world, ref("1"))).to.be.true;
        expect(resultsOf()).to.deep.equal(keysOf(100, 200));
        const record = world.records.get("id:source/cat.jpg@1");
        expect(record?.variants?.map(({ name, set, size }) => [name, set, size])).to.deep.equal([
          ["set_100_jpeg", "set", "100x33"],
          ["set_100_webp", "set", "100x33"],
          ["set_200_jpeg", "set", "150x50"],
          ["set_200_webp", "set", "150x50"],
        ]);
        expect(record?.variants?.[0]?.digest).to.equal("digest of processed of 150x50");
      });

      it("removes the widths of a larger version before it, and makes them again when that comes back", async () => {
        world.upload("cat.jpg@1", "jpeg 900x300");
        expect(await process(world, ref("1"))).to.be.true;
        expect(resultsOf()).to.deep.equal(keysOf(100, 200, 300));
        world.upload("cat.jpg@2", "jpeg 100x50");
        expect(await process(world, ref("2"))).to.be.true;
        expect(resultsOf()).to.deep.equal(keysOf(100));
        world.drop("cat.jpg@2");
        const event = removed({ key: "cat.jpg", versionId: "2", sequencer: "3" });
        expect(await makeFollowRemoval(world.connections)(event, context)).to.include({ restored: 1 });
        expect(resultsOf()).to.deep.equal(keysOf(100, 200, 300));
      });

      for (const enabled of [true, false]) {
        it(`is complete without what the original is too small for, ${enabled ? "with" : "without"} records`, async () => {
          world.breakRecords({ enabled, ...(!enabled && { get: () => Promise.resolve(undefined) }) });
          world.upload("cat.jpg@1", "jpeg 100x50");
          world.upload("cat.jpg@2", "jpeg 150x50");
          expect(await process(world, ref("2"))).to.be.true;
          const event = removed({ key: "cat.jpg", versionId: "1", sequencer: "3" });
          world.drop("cat.jpg@1");
          expect(await makeFollowRemoval(world.connections)(event, context)).to.include({ ignored: 1 });
        });
      }

      it("drops from the record what a backfill finds not to apply any more", async () => {
        world.upload("cat.jpg@1", "jpeg 150x50");
        expect(await process(world, ref("1"))).to.be.true;
        const [first] = world.variants as [PipelineWorld["variants"][0]];
        world.variants.splice(2, 1, { ...first, name: "set_200_jpeg", above: 150 });
        const names = ["set_200_jpeg", "set_300_jpeg"];
        const { sequencer } = world.records.get("id:source/cat.jpg@1") ?? {};
        expect(await process(world, { ...ref("1"), sequencer, backfill: { variants: names } })).to.be.true;
        expect(resultsOf()).to.deep.equal(keysOf(100, 200).filter((key) => !key.startsWith("set_200_jpeg")));
        const record = world.records.get("id:source/cat.jpg@1");
        expect(record?.variants?.map(({ name }) => name)).to.deep.equal([
          ...["set_100_jpeg", "set_100_webp", "set_200_webp"],
        ]);
      });
    });

    describe("whose event asks for a backfill", () => {
      const cat = { key: "cat.jpg", versionId: "v1", sequencer: "0a" };
      const idOf = (key: string) => `id:source/${key}@v1`;
      const recordOf = (key = "cat.jpg") => world.records.get(idOf(key));
      const made = () => recordOf()?.variants?.map(({ name, size }) => [name, size]);
      beforeEach(async () => {
        const [first] = world.variants as [PipelineWorld["variants"][0]];
        world.variants.push({ ...first, name: "thumb", width: 64, height: 48 });
        world.upload("cat.jpg@v1", "jpeg 400x300");
        expect(await process(world, cat)).to.be.true;
      });
      const changeVariants = () => {
        world.variants.splice(0, 2, ...world.variants.map((variant) => ({ ...variant, width: variant.width / 2 })));
      };
      const again = (spec: Partial<CreatedSpec> = {}) =>
        process(world, { ...cat, sequencer: recordOf()?.sequencer, backfill: {}, ...spec });

      it("replaces results and record, as often as it is asked", async () => {
        changeVariants();
        expect(await again()).to.be.true;
        const sizes = [
          ["processed", "150x300"],
          ["thumb", "32x48"],
        ];
        expect(made()).to.deep.equal(sizes);
        expect(recordOf()?.upload_time).to.equal("2026-01-02T03:04:05.678Z");
        changeVariants();
        expect(await again()).to.be.true;
        expect(made()).to.deep.equal([
          ["processed", "75x300"],
          ["thumb", "16x48"],
        ]);
      });

      it("makes only the variants that it names, and the record keeps the others", async () => {
        changeVariants();
        world.removeResults();
        expect(await again({ backfill: { variants: ["thumb"] } })).to.be.true;
        expect([...world.results.keys()]).to.deep.equal(["thumb-cat.jpg"]);
        expect(made()).to.deep.equal([
          ["processed", "300x300"],
          ["thumb", "32x48"],
        ]);
        expect(recordOf()).to.include({ processed_key: "processed-cat.jpg", processed_size: "300x300" });
      });

      it("loses nothing where another one makes other variants at the same time", async () => {
        changeVariants();
        const { records } = world.connections;
        let others = 1;
        // Between reading the record and writing it, another one makes the variant `processed`.
        world.breakRecords({
          put: async (record) => {
            if (others-- > 0) await again({ backfill: { variants: ["processed"] } });
            return records.put(record);
          },
        });
        expect(await again({ backfill: { variants: ["thumb"] } })).to.be.true;
        expect(made()).to.deep.equal([
          ["processed", "150x300"],
          ["thumb", "32x48"],
        ]);
      });

      it("takes no results away: the record stays where the version was replaced or is refused by now", async () => {
        const before = recordOf();
        world.configure({ maxInputBytes: 3 });
        expect(await again()).to.be.true;
        expect(recordOf()).to.deep.equal(before);
        world.configure({ maxInputBytes: MAX_INPUT_BYTES });
        world.upload("cat.jpg@v2", "jpeg 400x300");
        expect(await again()).to.be.true;
        expect(recordOf()).to.deep.equal(before);
      });

      it("gives way to the upload's own event where it was first", async () => {
        world.upload("dog.jpg@v1", "jpeg 400x300");
        expect(await process(world, { key: "dog.jpg", versionId: "v1", sequencer: "", backfill: {} })).to.be.true;
        expect(recordOf("dog.jpg")?.status).to.equal("PROCESSED");
        expect(await process(world, { key: "dog.jpg", versionId: "v1", sequencer: "0b" })).to.be.true;
        expect(recordOf("dog.jpg")?.sequencer).to.equal("0B".padEnd(32, "0"));
      });
    });

    it("becomes these results and this record", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "thumb", width: 64, height: 48, format: "png" });
      world.upload("a b+ü.jpg@v1", "jpeg 400x300");
      expect(await process(world, { key: "a b+ü.jpg", versionId: "v1", sequencer: "0a" })).to.be.true;
      const ids = { "image-id": "id:source/a b+ü.jpg@v1", "original-id": "id:source/a b+ü.jpg" };
      expect(
        [...world.results].map(([key, { contentType, metadata }]) => [key, contentType, metadata]),
      ).to.have.deep.members([
        [
          "processed-a b+ü.jpg",
          "image/jpeg",
          { ...ids, specification: "processed:300x300", digest: "digest of processed of 400x300" },
        ],
        [
          "thumb/a b+ü.jpg.png",
          "image/png",
          { ...ids, specification: "thumb:64x48", digest: "digest of processed of 400x300" },
        ],
      ]);
      expect({ ...world.records.get("id:source/a b+ü.jpg@v1"), duration_ms: 0 }).to.deep.equal({
        image_id: "id:source/a b+ü.jpg@v1",
        status: "PROCESSED",
        original_key: "a b+ü.jpg",
        processed_key: "processed-a b+ü.jpg",
        original_size: "400x300",
        processed_size: "300x300",
        upload_time: "2026-01-02T03:04:05.678Z",
        source_bucket: "source",
        destination_bucket: "destination",
        content_type: "image/jpeg",
        bytes_in: 12,
        bytes_out: 40,
        version_id: "v1",
        sequencer: "0A".padEnd(32, "0"),
        variants: [
          {
            name: "processed",
            key: "processed-a b+ü.jpg",
            size: "300x300",
            bytes: 20,
            content_type: "image/jpeg",
            digest: "digest of processed of 400x300",
            specification: "processed:300x300",
          },
          {
            name: "thumb",
            key: "thumb/a b+ü.jpg.png",
            size: "64x48",
            bytes: 20,
            content_type: "image/png",
            digest: "digest of processed of 400x300",
            specification: "thumb:64x48",
          },
        ],
        duration_ms: 0,
      });
      expect(world.outcomes).to.have.length(1);
      expect(world.outcomes[0]).to.include({ outcome: "processed", bytesIn: 12, bytesOut: 40, pixels: 120_000 });
    });

    it("says how long each step took: of the image, or of each variant where it is made on its own", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "thumb" });
      world.upload("cat.jpg@v1", "jpeg 400x300");
      expect(await process(world, { key: "cat.jpg", versionId: "v1" })).to.be.true;
      const times = { decodeMs: 30, resizeMs: 20, encodeMs: 10 };
      const { steps } = world.outcomes[0] ?? {};
      const image = { bucket: "source", key: "cat.jpg", versionId: "v1", imageId: "id:source/cat.jpg@v1" };
      if (steps === undefined) {
        expect(world.rendered.map(({ variant }) => variant)).to.have.members(["processed", "thumb"]);
        for (const rendered of world.rendered) {
          expect(rendered).to.include(image);
          expect(rendered.steps).to.include(times);
        }
        expect(world.requestId).to.equal("request-1");
      } else {
        expect(world.rendered).to.deep.equal([]);
        expect(steps).to.include(times);
      }
    });

    const names: [key: string, body: string, result: string][] = [
      ["really-a-png.jpg", "png 4x3", "processed-really-a-png.jpg"],
      ["album/scan.tiff", "tiff 4x3", "processed/album/scan.tiff.jpg"],
      ["no-extension", "gif 4x3", "processed/no-extension.jpg"],
    ];
    for (const [key, body, result] of names) {
      it(`turns ${key} (${body}) into ${result}`, async () => {
        world.upload(key, body);
        await process(world, { key });
        expect([...world.results.keys()]).to.deep.equal([result]);
      });
    }

    it("has results of its own beside originals whose names differ in their extensions only", async () => {
      const originals = { "a.jpg": "jpeg 1x1", "a.png": "gif 2x2", "a.gif": "gif 3x3", a: "gif 4x4" };
      for (const [key, body] of Object.entries(originals)) {
        world.upload(key, body);
        await process(world, { key });
      }
      expect([...world.results].map(([key, { bytes }]) => [key, bytes.toString()])).to.have.deep.members([
        ["processed-a.jpg", "processed of 1x1"],
        ["processed/a.png.jpg", "processed of 2x2"],
        ["processed/a.gif.jpg", "processed of 3x3"],
        ["processed/a.jpg", "processed of 4x4"],
      ]);
      expect([...world.records.values()].map((record) => [record.original_key, record.processed_key])).to.deep.equal([
        ["a.jpg", "processed-a.jpg"],
        ["a.png", "processed/a.png.jpg"],
        ["a.gif", "processed/a.gif.jpg"],
        ["a", "processed/a.jpg"],
      ]);
    });

    it("is ignored when it is a folder marker", async () => {
      expect(await process(world, { key: "album/" })).to.be.true;
      expect([world.records.size, world.outcomes.length]).to.deep.equal([0, 0]);
    });

    it("is opened within the stack's limit of pixels, and what its file leaves of the memory", async () => {
      const given: unknown[] = [];
      world.breakImages({ open: (_, limits) => Promise.resolve(void given.push(limits)) });
      world.configure({ maxMemoryMb: 100 });
      world.upload("cat.jpg", "jpeg 400x300");
      await process(world, { key: "cat.jpg" });
      expect(given).to.not.be.empty;
      for (const limits of given) expect(limits).to.deep.equal({ maxInputPx: 1_000_000, maxMemoryMb: 99 });
    });

    const fits = [
      ["cover", "100x100", "cover 100x100"],
      ["contain", "100x100", 'contain 100x100 {"enlarge":true,"matchAlpha":true}'],
      ["fill", "100x100", "resize 100x100"],
      ["inside", "100x75", "scaleToFit 100x75"],
    ] as const;
    for (const [fit, size, done] of fits) {
      it(`is fitted as ${fit} on the variant's background, with its format and quality`, async () => {
        const [first] = world.variants as [PipelineWorld["variants"][0]];
        const box = { width: 100, height: 100, quality: 60, background: "#0a0b0c" };
        world.variants[0] = { ...first, ...box, fit, format: "webp" };
        const drawn: string[] = [];
        world.breakImages({ encode: (image) => Promise.resolve(void drawn.push(image)) });
        world.upload("cat.jpg", "jpeg 400x300");
        await process(world, { key: "cat.jpg" });
        expect(drawn).to.deep.equal([`${done}, image/webp 60 0a0b0cff`]);
        expect(world.records.get("id:source/cat.jpg")).to.include({ processed_size: size });
      });
    }

    it("is drawn as far as it goes where the stack keeps damaged originals, and its record says so", async () => {
      const given: unknown[] = [];
      world.breakImages({ open: (_, options) => Promise.resolve(void given.push(options)) });
      world.configure({ keepsDamaged: true });
      world.upload("cut.jpg", "damaged 400x300", { focal: "nowhere" });
      expect(await process(world, { key: "cut.jpg" })).to.be.true;
      for (const options of given) expect(options).to.deep.equal({ maxInputPx: 1_000_000, onDamage: "keep" });
      const record = world.records.get("id:source/cut.jpg");
      expect(record).to.deep.include({ status: "PROCESSED", warnings: ["FOCAL_INVALID", "IMAGE_DAMAGED"] });
      expect(record?.variants?.[0]?.warnings).to.deep.equal(["IMAGE_DAMAGED"]);
      expect(world.outcomes.at(-1)?.warnings).to.deep.equal(["FOCAL_INVALID", "IMAGE_DAMAGED"]);
    });

    it("has the smallest of the formats that its variant allows, and that of the version before goes", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      const drawn: string[] = [];
      world.breakImages({ encode: (image) => Promise.resolve(void drawn.push(image)) });
      world.variants.splice(0, 1, { ...first, format: "smallest", formats: ["jpeg", "webp", "avif"] });
      // The images of this world are smallest in one of the formats by their width.
      const keys = { "jpeg 399x300": "processed-cat.jpg", "jpeg 400x300": "processed/cat.jpg.webp", "jpeg 401x300": "processed/cat.jpg.avif" }; // prettier-ignore
      for (const [at, [file, key]] of [...Object.entries(keys), ...Object.entries(keys)].entries()) {
        world.upload("cat.jpg", file);
        for (const delivered of [1, 2]) {
          expect(await process(world, { key: "cat.jpg", sequencer: `0${at + 1}` }), `${delivered}`).to.be.true;
          expect([...world.results.keys()], file).to.deep.equal([key]);
        }
        const contentType = world.results.get(key)?.contentType;
        expect(contentType).to.equal(`image/${{ g: "jpeg", p: "webp", f: "avif" }[key.slice(-1)]}`);
        const [variant] = world.records.get("id:source/cat.jpg")?.variants ?? [];
        expect(variant).to.include({ key, content_type: contentType, bytes: "processed of 400x300".length });
      }
      // Each format has the quality that looks like the variant's of JPEG.
      expect(new Set(drawn.map((one) => one.split(", ")[1]))).to.deep.equal(
        new Set([
          "image/jpeg 75 ffffffff",
          `image/webp ${equalQuality(75, "webp")} ffffffff`,
          `image/avif ${equalQuality(75, "avif")} ffffffff`,
        ]),
      );
    });

    it("is kept as an animated WebP where it has frames and its variant keeps them", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      const drawn: string[] = [];
      world.breakImages({ encode: (image) => Promise.resolve(void drawn.push(image)) });
      world.variants.splice(0, 1, { ...first, animation: "keep" }, { ...first, name: "still" });
      world.upload("moving.gif", "gif 400x300");
      await process(world, { key: "moving.gif" });
      expect([...world.results.keys()].sort()).to.deep.equal(["processed/moving.gif.webp", "still/moving.gif.jpg"]);
      const animated = world.results.get("processed/moving.gif.webp");
      expect(animated).to.include({ contentType: "image/webp" });
      expect(animated?.bytes.toString()).to.equal("animation of 400x300");
      expect(drawn.sort()).to.deep.equal(["animation of 300x300 75", "cover 300x300, image/jpeg 75 ffffffff"]);
      expect(world.records.get("id:source/moving.gif")).to.include({ processed_size: "300x300" });
      // The same key without frames: its result has another key, and the animation goes.
      world.upload("moving.gif", "jpeg 400x300");
      await process(world, { key: "moving.gif", sequencer: "02" });
      expect([...world.results.keys()].sort()).to.deep.equal(["processed-moving.gif", "still-moving.gif"]);
      world.upload("moving.gif", "gif 400x300");
      await process(world, { key: "moving.gif", sequencer: "03" });
      expect([...world.results.keys()].sort()).to.deep.equal(["processed/moving.gif.webp", "still/moving.gif.jpg"]);
    });

    it("is cropped to its focal point, which its record states", async () => {
      const drawn: string[] = [];
      world.breakImages({ encode: (image) => Promise.resolve(void drawn.push(image)) });
      world.variants[0] = { ...(world.variants[0] as PipelineWorld["variants"][0]), position: "north" };
      world.upload("cat.jpg", "jpeg 400x300", { focal: "0.3, .70" });
      await process(world, { key: "cat.jpg" });
      expect(drawn).to.deep.equal(['cover 300x300 {"focus":{"x":0.3,"y":0.7}}, image/jpeg 75 ffffffff']);
      const record = world.records.get("id:source/cat.jpg");
      expect(record).to.include({ focal: "0.3,0.7" }).and.not.have.property("warnings");
      expect(world.outcomes[0]).not.to.have.property("warnings");
    });

    it("is processed without its focal point where that is none, and its record and its log line say so", async () => {
      const drawn: string[] = [];
      world.breakImages({ encode: (image) => Promise.resolve(void drawn.push(image)) });
      for (const focal of ["", "0.3", "1.1,0.5", "0.3,0.7,0.1", "left,top", "NaN,0"]) {
        world.upload("cat.jpg", "jpeg 400x300", { focal });
        expect(await process(world, { key: "cat.jpg" })).to.be.true;
        const record = world.records.get("id:source/cat.jpg");
        expect(record?.warnings, focal).to.deep.equal(["FOCAL_INVALID"]);
        expect(record).to.include({ status: "PROCESSED" }).and.not.have.property("focal");
        expect(world.outcomes.pop()?.warnings, focal).to.deep.equal(["FOCAL_INVALID"]);
      }
      expect(new Set(drawn)).to.deep.equal(new Set(["cover 300x300, image/jpeg 75 ffffffff"]));
    });

    it("gets the variant's operations in order, after it was fitted, and its size is what they made of it", async () => {
      const drawn: string[] = [];
      world.breakImages({ encode: (image) => Promise.resolve(void drawn.push(image)) });
      world.variants[0] = {
        ...(world.variants[0] as PipelineWorld["variants"][0]),
        operations: [
          { greyscale: true },
          { sepia: true },
          { sharpen: true },
          { blur: 2 },
          { brightness: 1.5 },
          { contrast: -0.5 },
          { rotate: 90 },
          { flip: "vertical" },
          { watermark: { key: "logo.png", gravity: "southeast", scale: 0.5, opacity: 0.25 } },
          { watermark: { key: "logo.png", gravity: "north", scale: 0.1, opacity: 1 } },
        ],
      };
      world.upload("cat.jpg", "jpeg 400x300");
      expect(await process(world, { key: "cat.jpg" })).to.be.true;
      expect(drawn).to.deep.equal([
        "cover 300x300, decode, greyscale, sepia, convolution 1, blur 2, brightness 1.5, contrast -0.5, rotate 90, " +
          'flip {"vertical":true}, composite (scaleToFit 150x75, opacity 0.25) at 150,225, ' +
          "composite (scaleToFit 30x15, opacity 1) at 135,0, image/jpeg 75 ffffffff",
      ]);
    });

    it("fails where a watermark is missing, and is no refusal; the watermark itself is ignored as an upload", async () => {
      const watermark = { key: "gone.png", gravity: "center", scale: 1, opacity: 1 } as const;
      world.variants[0] = {
        ...(world.variants[0] as PipelineWorld["variants"][0]),
        operations: [{ watermark }],
      };
      world.upload("cat.jpg", "jpeg 400x300");
      expect(await process(world, { key: "cat.jpg" })).to.be.false;
      expect(world.results.size).to.equal(0);
      world.upload("gone.png", "png 4x3");
      const { size } = world.records;
      expect(await process(world, { key: "gone.png" })).to.be.true;
      expect([world.results.size, world.records.size]).to.deep.equal([0, size]);
    });

    it("is never enlarged by inside", async () => {
      world.variants[0] = { ...(world.variants[0] as PipelineWorld["variants"][0]), fit: "inside" };
      world.upload("small.jpg", "jpeg 40x400");
      await process(world, { key: "small.jpg" });
      expect(world.records.get("id:source/small.jpg")).to.include({ processed_size: "30x300" });
      world.upload("tiny.jpg", "jpeg 40x30");
      await process(world, { key: "tiny.jpg" });
      expect(world.records.get("id:source/tiny.jpg")).to.include({ processed_size: "40x30" });
    });

    const cannotRender = (code: string) => (at: PipelineWorld) =>
      at.breakImages({ encode: fails(coded(code, "cannot be rendered")) });
    const header = { original_size: "4x3", content_type: "image/jpeg" };
    const tooLarge = MAX_INPUT_BYTES + 1;
    const refusals: [reason: string, known: object, spoil: (at: PipelineWorld) => void][] = [
      ["NOT_AN_IMAGE", { bytes_in: 5 }, (at) => at.upload("cat.jpg", "hello")],
      ["NOT_AN_IMAGE", { bytes_in: 0 }, (at) => at.upload("cat.jpg", "")],
      ["IMAGE_TOO_LARGE", { bytes_in: 15 }, (at) => at.upload("cat.jpg", "png 30000x30000")],
      ["IMAGE_TOO_LARGE", { bytes_in: tooLarge }, (at) => at.upload("cat.jpg", "x".repeat(tooLarge))],
      ["IMAGE_CORRUPT", { bytes_in: 8, ...header }, cannotRender("IMAGE_CORRUPT")],
      ["FORMAT_UNSUPPORTED", { bytes_in: 8, ...header }, cannotRender("FORMAT_UNSUPPORTED")],
    ];
    for (const [reason, known, spoil] of refusals) {
      it(`is refused with ${reason}, and recorded with ${Object.keys(known).join(", ") || "what is known"}`, async () => {
        world.upload("cat.jpg", "jpeg 4x3");
        spoil(world);
        expect(await process(world, { key: "cat.jpg", sequencer: "0A" })).to.be.true;
        expect({ ...world.records.get("id:source/cat.jpg"), duration_ms: 0 }).to.deep.equal({
          image_id: "id:source/cat.jpg",
          status: "REFUSED",
          reason,
          original_key: "cat.jpg",
          source_bucket: "source",
          destination_bucket: "destination",
          upload_time: "2026-01-02T03:04:05.678Z",
          sequencer: "0A".padEnd(32, "0"),
          duration_ms: 0,
          ...known,
        });
        expect(world.outcomes).to.have.length(1);
        expect(world.outcomes[0]).to.include({ outcome: "refused", reason });
        expect(world.results.size).to.equal(0);
      });
    }

    const removals: [when: string, remove: (at: PipelineWorld) => void][] = [
      ["before it is read", (at) => at.drop("cat.jpg")],
      ["before its results are stored", (at) => at.beforeStoring(() => at.drop("cat.jpg"))],
    ];
    for (const [when, remove] of removals) {
      it(`is refused with SOURCE_GONE and leaves no record when it is removed ${when}`, async () => {
        world.upload("cat.jpg", "jpeg 4x3");
        remove(world);
        expect(await process(world, { key: "cat.jpg" })).to.be.true;
        expect(world.outcomes).to.have.length(1);
        expect(world.outcomes[0]).to.include({ outcome: "refused", reason: "SOURCE_GONE" });
        expect([world.records.size, world.results.size]).to.deep.equal([0, 0]);
      });
    }

    for (const [how, happen] of [
      ["is removed", () => world.hide("cat.jpg@m1")],
      ["is replaced", () => world.upload("cat.jpg@v2", "jpeg 5x5")],
    ] as const) {
      it(`is refused by what the bucket shows where it ${how} before its refusal is recorded`, async () => {
        world.upload("cat.jpg@v1", "no image");
        const put: ImageRecord[] = [];
        const { store, records } = world.connections;
        world.breakRecords({
          put: (record) => {
            put.push(record);
            return records.put(record);
          },
        });
        world.breakStore({
          open: async (ref) => {
            const object = await store.open(ref);
            if (ref.versionId === "v1") happen();
            return object;
          },
        });
        expect(await process(world, { key: "cat.jpg", versionId: "v1" })).to.be.true;
        // Not even for a moment: what ends half-way puts nothing right.
        expect(put.map(({ reason }) => reason)).not.to.include("NOT_AN_IMAGE");
        expect(world.outcomes[0]).to.include({ outcome: "refused" });
        expect(world.outcomes[0]?.reason).to.be.oneOf(["SOURCE_GONE", "SUPERSEDED"]);
      });
    }

    it("is refused with SUPERSEDED, and the version processed that was uploaded before its results were stored", async () => {
      world.upload("cat.jpg@v1", "jpeg 4x3");
      let uploads = 0;
      world.beforeStoring(() => (uploads += 1) === 1 && world.upload("cat.jpg@v2", "jpeg 5x5"));
      expect(await process(world, { key: "cat.jpg", versionId: "v1" })).to.be.true;
      expect(world.records.get("id:source/cat.jpg@v1")).to.include({ status: "REFUSED", reason: "SUPERSEDED" });
      expect(world.records.get("id:source/cat.jpg@v2")).to.include({ status: "PROCESSED" });
      expect(world.results.get("processed-cat.jpg")?.bytes.toString()).to.equal("processed of 5x5");
    });

    const broken: [what: string, spoil: (at: PipelineWorld) => void][] = [
      ["reading", (at) => at.breakStore({ open: fails(new Error("S3")) })],
      ["writing", (at) => at.breakStore({ write: fails(new Error("S3")) })],
      ["recording", (at) => at.breakRecords({ put: fails(new Error("DynamoDB")) })],
      ["rendering, with an error that is no refusal,", cannotRender("EMFILE")],
    ];
    for (const [what, spoil] of broken) {
      it(`fails when ${what} fails, and leaves no record`, async () => {
        world.upload("cat.jpg", "jpeg 4x3");
        spoil(world);
        expect(await process(world, { key: "cat.jpg" })).to.be.false;
        expect(world.records.size).to.equal(0);
      });
    }

    it("comes to the same when its event is delivered twice", async () => {
      world.upload("cat.jpg@v1", "jpeg 400x300");
      await process(world, { key: "cat.jpg", versionId: "v1" });
      const results = new Map(world.results);
      expect(await process(world, { key: "cat.jpg", versionId: "v1" })).to.be.true;
      expect(world.results).to.deep.equal(results);
      expect(world.records.size).to.equal(1);
    });

    it("is no failure when a later event has written the record already", async () => {
      world.upload("cat.jpg", "jpeg 4x3");
      const later = { key: "cat.jpg", sequencer: "0B" };
      await process(world, later);
      const record = world.records.get("id:source/cat.jpg");
      expect(await process(world, { key: "cat.jpg", sequencer: "0A" })).to.be.true;
      expect(world.records.get("id:source/cat.jpg")).to.deep.equal(record);
    });
  });
}

describe("the workflow", () => {
  const definition = useDefinition();
  let world: PipelineWorld;
  const run = (): Promise<WorkflowOutcome> =>
    runWorkflow(definition(), sourceCode(world), recordOf({ key: "cat.jpg" }));
  beforeEach(() => {
    world = new PipelineWorld();
    world.upload("cat.jpg", "jpeg 4x3");
  });

  /** Lets a port fail so many times before it works. */
  const failing = <A extends unknown[], R>(times: number, works: (...args: A) => Promise<R>) => {
    let left = times;
    return (...args: A): Promise<R> => {
      left -= 1;
      return left >= 0 ? Promise.reject(new Error("not now")) : works(...args);
    };
  };

  it("records in the end when the record step fails twice", async () => {
    const { records } = world.connections;
    world.breakRecords({ put: failing(2, (record: ImageRecord) => records.put(record)) });
    expect(await run()).to.deep.equal({ status: "SUCCEEDED", published: [] });
    expect(world.records.get("id:source/cat.jpg")).to.include({ status: "PROCESSED" });
  });

  it("tries every step three times more, and fails with the step's error when that does not help", async () => {
    const { store } = world.connections;
    const write = (...args: Parameters<typeof store.write>) => store.write(...args);
    world.breakStore({ write: failing(3, write) });
    expect((await run()).status).to.equal("SUCCEEDED");
    // What is stored already is not stored again.
    world.upload("cat.jpg", "jpeg 5x5");
    world.breakStore({ write: failing(4, write) });
    expect(await run()).to.include({ status: "FAILED", error: "Error", cause: "not now" });
  });

  it("waits for a function that is throttled", async () => {
    const busy = Object.assign(new Error("Rate exceeded"), { name: "Lambda.TooManyRequestsException" });
    const code = sourceCode(world);
    let left = 12;
    const inspect: Step = (...args) => (left-- > 0 ? Promise.reject(busy) : code.inspect(...args));
    const once = () => runWorkflow(definition(), { ...code, inspect }, recordOf({ key: "cat.jpg" }));
    expect((await once()).status).to.equal("SUCCEEDED");
    left = 13;
    expect(await once()).to.include({ status: "FAILED", error: "Lambda.TooManyRequestsException" });
  });

  it("publishes a refusal once, without a retry", async () => {
    let renders = 0;
    world.breakImages({
      encode: () => {
        renders += 1;
        return Promise.reject(coded("IMAGE_CORRUPT", "cannot be rendered"));
      },
    });
    const { status, published } = await run();
    expect([status, renders]).to.deep.equal(["SUCCEEDED", 1]);
    expect(published).to.have.length(1);
    expect(published[0]).to.include({ Subject: "Image refused: IMAGE_CORRUPT" });
    expect(published[0]?.Message).to.match(/^cat\.jpg: /);
  });
});

describe("the workflow's steps", () => {
  const ref = { bucket: "source", key: "cat.jpg", versionId: "v1" };
  const upload = { ref, time: "2026-01-02T03:04:05.678Z", sequencer: "0A" };
  const header = { mime: "image/jpeg", width: 400, height: 300 };
  const result = { name: "processed", key: "processed-cat.jpg", size: "300x300", bytes: 5, content_type: "image/jpeg" };
  let world: PipelineWorld;
  beforeEach(() => {
    world = new PipelineWorld();
    world.upload("cat.jpg@v1", "jpeg 400x300");
  });
  const recordImage = async (state: Partial<Processed | Refused>) => {
    const inspected = { startedAt: Date.now() - 1000, upload, bytesIn: 12, header, groups: [] };
    const recording = await makeRecordImage(world.connections)({ ...inspected, ...state }, context);
    return { recording, record: world.records.get("id:source/cat.jpg@v1") };
  };

  it("record results", async () => {
    const { recording, record } = await recordImage({ rendered: [{ results: [result] }] });
    const done = { status: "PROCESSED", outcome: "done", subject: "Image processed", message: "cat.jpg" };
    expect(recording).to.deep.equal(done);
    expect(record).to.deep.include({ image_id: "id:source/cat.jpg@v1", status: "PROCESSED", variants: [result] });
    expect(record?.duration_ms).to.be.within(1000, 2000);
    expect(world.outcomes.at(-1)).to.include({ outcome: "processed", bytesOut: 5, pixels: 120_000 });
    expect([world.requestId, world.flushes]).to.deep.equal(["request-1", 1]);
  });

  it("record no results where the stack has no variants", async () => {
    const { record } = await recordImage({});
    expect(record).to.deep.include({ variants: [], bytes_out: 0 });
    expect(record).not.to.have.any.keys("processed_key", "processed_size");
  });

  it("announce the refusal of the first one", async () => {
    const { recording } = await recordImage({ reason: "NOT_AN_IMAGE", message: "The object is empty." });
    expect(recording).to.deep.equal({
      status: "REFUSED",
      outcome: "announce",
      subject: "Image refused: NOT_AN_IMAGE",
      message: "cat.jpg: The object is empty.",
    });
  });

  it("announce no refusal that a later event has made old news", async () => {
    await makeRecordImage(world.connections)(
      {
        startedAt: 0,
        upload: { ...upload, sequencer: "0B" },
        bytesIn: 12,
        header,
        groups: [],
        rendered: [{ results: [result] }],
      },
      context,
    );
    const { recording, record } = await recordImage({ reason: "NOT_AN_IMAGE", message: "The object is empty." });
    expect(recording).to.include({ status: "REFUSED", outcome: "done" });
    expect(record).to.include({ status: "PROCESSED", sequencer: "0B" });
  });

  for (const [what, Cause, message] of [
    ["an error's message", JSON.stringify({ errorMessage: "cannot be rendered" }), "cannot be rendered"],
    ["the reason where the cause is not JSON", "killed", "IMAGE_CORRUPT"],
    ["the reason where there is no cause", undefined, "IMAGE_CORRUPT"],
  ] as const) {
    it(`record the refusal of a variant by ${what}`, async () => {
      const { recording, record } = await recordImage({ error: { Error: "IMAGE_CORRUPT", Cause } });
      expect(recording).to.include({ subject: "Image refused: IMAGE_CORRUPT", message: `cat.jpg: ${message}` });
      expect(record).to.include({ status: "REFUSED", reason: "IMAGE_CORRUPT" });
      expect(world.outcomes.at(-1)).to.include({ outcome: "refused", reason: "IMAGE_CORRUPT", message });
    });
  }

  it("ignore a folder marker", async () => {
    expect(await makeInspectImage(world.connections)(recordOf({ key: "album/" }))).to.deep.equal({
      outcome: "ignored",
    });
  });
});
