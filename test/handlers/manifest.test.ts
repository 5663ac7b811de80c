import { expect } from "chai";
import { makeDeleteImage } from "../../handlers/api/delete-image";
import { makeImageStatus } from "../../handlers/api/image-status";
import { manifestKey, originalOfManifest, parseResultKey } from "../../handlers/contract";
import type { ImageManifest } from "../../handlers/contract/image-manifest";
import { makeFollowRemoval } from "../../handlers/follow-removal";
import { writeManifest } from "../../handlers/manifest";
import { makeProcessImage } from "../../handlers/process-image";
import { s3Event } from "../support/events/s3-events";
import { PipelineWorld } from "./pipeline-world";
import { context, ways } from "./ways";

const KEY = "manifest/cat.jpg.json";

/** Of a world whose stack makes manifests. */
function makeWorld(): PipelineWorld {
  const world = new PipelineWorld();
  world.configure({ manifests: true });
  return world;
}

function manifestIn(world: PipelineWorld): ImageManifest | undefined {
  const stored = world.results.get(KEY);
  return stored && (JSON.parse(stored.bytes.toString()) as ImageManifest);
}

describe("the key of a manifest", () => {
  it("says its original, and no result has it", () => {
    expect(manifestKey("cat.jpg")).to.equal(KEY);
    for (const key of ["cat.jpg", "a/b.png", "manifest/x.json", "..", "x.json"]) {
      expect(originalOfManifest(manifestKey(key))).to.equal(key);
      expect(parseResultKey(manifestKey(key))).to.equal(undefined);
    }
    for (const key of ["manifest/.json", "manifest/cat.jpg", "manifest-cat.json", "other/cat.jpg.json"]) {
      expect(originalOfManifest(key), key).to.equal(undefined);
    }
  });
});

for (const [way, useWay] of Object.entries(ways)) {
  describe(`the manifest of an upload ${way}`, () => {
    const process = useWay();
    let world: PipelineWorld;
    beforeEach(() => (world = makeWorld()));
    const upload = async (versionId: string, text: string, sequencer: string) => {
      world.upload(`cat.jpg@${versionId}`, text);
      return process(world, { key: "cat.jpg", versionId, sequencer });
    };

    it("describes the image as the API does, but for what says how it is stored", async () => {
      world.configure({ describes: true, deliveryUrl: "https://edge.example" });
      expect(await upload("v1", "jpeg 400x300", "01")).to.be.true;
      const event = { pathParameters: { image_id: "id:source/cat.jpg@v1" }, queryStringParameters: null, body: null };
      const answer = JSON.parse((await makeImageStatus(world.connections)(event)).body) as Record<string, unknown>;
      const internal = ["source_bucket", "destination_bucket", "version_id", "sequencer"];
      const expected = Object.entries(answer).filter(([name]) => !internal.includes(name));
      expect(expected).to.have.length(Object.keys(answer).length - internal.length);
      expect(manifestIn(world)).to.deep.equal(Object.fromEntries(expected));
      expect(manifestIn(world)).to.deep.include({ links: { processed: "https://edge.example/processed-cat.jpg" } });
      expect(world.results.get(KEY)).to.include({
        contentType: "application/json",
        cacheControl: "public, max-age=0, s-maxage=86400, must-revalidate",
      });
    });

    it("is not there without the setting, nor of what is refused", async () => {
      await upload("v1", "no image", "01");
      expect([...world.results.keys()]).to.deep.equal([]);
      world.configure({ manifests: false });
      await upload("v2", "jpeg 400x300", "02");
      expect([...world.results.keys()]).to.deep.equal(["processed-cat.jpg"]);
    });

    it("is written when results and record are, once, and replaced with them", async () => {
      const written: string[] = [];
      const { store, records } = world.connections;
      world.breakStore({
        write: async (bucket, key, ...rest) => {
          const isWritten = await store.write(bucket, key, ...rest);
          if (isWritten) written.push(key);
          return isWritten;
        },
      });
      world.breakRecords({ put: async (record) => (written.push("record"), records.put(record)) });
      await upload("v1", "jpeg 400x300", "01");
      expect(written).to.deep.equal(["processed-cat.jpg", "record", KEY]);
      await upload("v2", "jpeg 500x300", "02");
      expect(written.slice(3)).to.deep.equal(["processed-cat.jpg", "record", KEY]);
      expect(manifestIn(world)).to.include({ image_id: "id:source/cat.jpg@v2", original_size: "500x300" });
      expect(await process(world, { key: "cat.jpg", versionId: "v2", sequencer: "02" })).to.be.true;
      expect(written.slice(6), "the same event once more").to.deep.equal(["record"]);
    });

    it("goes before a result that it names, and with the last of an image that is refused", async () => {
      await upload("v1", "jpeg 400x300", "01");
      const removed: string[] = [];
      const { store } = world.connections;
      world.breakStore({
        removeIf: (bucket, key, etag) => (removed.push(key), store.removeIf(bucket, key, etag)),
      });
      await upload("v2", "gif 400x300", "02");
      expect(removed).to.deep.equal([KEY, "processed-cat.jpg"]);
      expect(manifestIn(world)?.processed_key).to.equal("processed/cat.jpg.jpg");
      await upload("v3", "no image", "03");
      expect(removed.slice(2)).to.deep.equal([KEY, "processed/cat.jpg.jpg"]);
      expect([...world.results.keys()]).to.deep.equal([]);
    });

    it("says what a backfill of some variants has made, and of the others what it said", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "thumb" });
      await upload("v1", "jpeg 400x300", "01");
      const backfill = { variants: ["thumb"] };
      world.variants.splice(1, 1, { ...first, name: "thumb", width: 10, height: 10 });
      expect(await process(world, { key: "cat.jpg", versionId: "v1", sequencer: "01", backfill })).to.be.true;
      expect(manifestIn(world)?.results.map(({ name, width }) => [name, width])).to.deep.equal([
        ["processed", 300],
        ["thumb", 10],
      ]);
    });

    it("is refused with its image where its key is too long for S3", async () => {
      const key = `${"x".repeat(1024 - "manifest/.json".length - ".jpg".length + 1)}.jpg`;
      world.upload(`${key}@v1`, "jpeg 400x300");
      expect(await process(world, { key, versionId: "v1", sequencer: "01" })).to.be.true;
      expect(world.records.get(`id:source/${key}@v1`)).to.include({ status: "REFUSED", reason: "KEY_TOO_LONG" });
      expect([...world.results.keys()]).to.deep.equal([]);
    });
  });
}

describe("a manifest", () => {
  let world: PipelineWorld;
  beforeEach(() => (world = makeWorld()));
  const process = (versionId: string, sequencer: string) =>
    makeProcessImage(world.connections)(s3Event({ key: "cat.jpg", versionId, sequencer }), context);
  const upload = (versionId: string, text: string, sequencer: string) => {
    world.upload(`cat.jpg@${versionId}`, text);
    return process(versionId, sequencer);
  };
  const remove = (versionId: string, sequencer: string, eventName: string) =>
    makeFollowRemoval(world.connections)(s3Event({ key: "cat.jpg", versionId, sequencer, eventName }), context);

  it("has paths for addresses where those that are read end, or are not known", async () => {
    await upload("v1", "jpeg 400x300", "01");
    expect(manifestIn(world)?.results.map(({ address }) => address)).to.deep.equal(["/processed-cat.jpg"]);
  });

  it("goes first when its original is removed, and by the API, also for good", async () => {
    const ways = [
      async () => {
        world.hide("cat.jpg@marker");
        await remove("marker", "02", "ObjectRemoved:DeleteMarkerCreated");
      },
      ...[null, { versions: "all" }].map((queryStringParameters) => async () => {
        const pathParameters = { image_id: "id:source/cat.jpg@v1" };
        await makeDeleteImage(world.connections)({ pathParameters, queryStringParameters, body: null });
      }),
    ];
    for (const way of ways) {
      world = makeWorld();
      world.deliver();
      await upload("v1", "jpeg 400x300", "01");
      world.log.removed.length = 0;
      await way();
      const removed = world.log.removed.filter((name) => name.startsWith("destination/"));
      expect(removed[0]).to.match(/^destination\/manifest\//);
      expect([...world.results.keys()]).to.deep.equal([]);
      expect(world.invalidations).to.deep.equal([[KEY, "processed-cat.jpg"]]);
    }
  });

  it("is invalidated at the edge when it is replaced, and when it was removed in between", async () => {
    world.deliver();
    await upload("v1", "jpeg 400x300", "01");
    expect(world.invalidations).to.deep.equal([]);
    await upload("v2", "jpeg 500x300", "02");
    expect(world.invalidations).to.deep.equal([[KEY, "processed-cat.jpg"]]);
    world.removeResults();
    await process("v2", "02");
    expect(world.invalidations[1]).to.deep.equal([KEY, "processed-cat.jpg"]);
  });

  it("of a later version is not replaced by one that is late", async () => {
    await upload("v1", "jpeg 400x300", "01");
    world.records.set("id:source/cat.jpg@v1", { ...record("v1"), duration_ms: 1001 });
    const { store } = world.connections;
    let raced = false;
    world.breakStore({
      write: async (bucket, key, ...rest) => {
        if (!raced) {
          raced = true;
          await upload("v2", "jpeg 500x300", "02");
        }
        return store.write(bucket, key, ...rest);
      },
    });
    await writeManifest(world.connections, { bucket: "source", key: "cat.jpg", versionId: "v1" });
    expect(raced).to.be.true;
    expect(manifestIn(world)?.image_id).to.equal("id:source/cat.jpg@v2");
  });

  it("says what the last of two records says that were written at once", async () => {
    await upload("v1", "jpeg 400x300", "01");
    const ref = { bucket: "source", key: "cat.jpg", versionId: "v1" };
    const { store } = world.connections;
    let raced = false;
    world.records.set("id:source/cat.jpg@v1", { ...record("v1"), duration_ms: 1001 });
    world.breakStore({
      write: async (bucket, key, ...rest) => {
        if (!raced) {
          raced = true;
          world.records.set("id:source/cat.jpg@v1", { ...record("v1"), duration_ms: 1002 });
          await writeManifest(world.connections, ref);
        }
        return store.write(bucket, key, ...rest);
      },
    });
    await writeManifest(world.connections, ref);
    expect(raced).to.be.true;
    expect(manifestIn(world)?.duration_ms).to.equal(1002);
  });

  it("is there again when a version that had removed it, and nothing else, is dropped", async () => {
    await upload("v1", "jpeg 400x300", "01");
    const { store } = world.connections;
    world.upload("cat.jpg@v2", "gif 400x300");
    world.breakStore({
      removeIf: (bucket, key, etag) =>
        key === KEY ? store.removeIf(bucket, key, etag) : Promise.reject(new Error("stopped")),
    });
    await process("v2", "02").catch(() => undefined);
    expect(manifestIn(world)).to.equal(undefined);
    world.breakStore(store);
    world.drop("cat.jpg@v2");
    await remove("v2", "03", "ObjectRemoved:Delete");
    expect(manifestIn(world)?.image_id).to.equal("id:source/cat.jpg@v1");
    expect([...world.results.keys()].sort()).to.deep.equal([KEY, "processed-cat.jpg"]);
  });

  function record(versionId: string) {
    const found = world.records.get(`id:source/cat.jpg@${versionId}`);
    if (!found) throw new Error(`no record of ${versionId}`);
    return found;
  }
});
