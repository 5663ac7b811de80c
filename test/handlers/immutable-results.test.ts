import { expect } from "chai";
import { makeDeleteImage } from "../../handlers/api/delete-image";
import { makeImageStatus } from "../../handlers/api/image-status";
import { hashOf, immutableKey } from "../../handlers/contract";
import { makeFollowRemoval } from "../../handlers/follow-removal";
import { makeProcessImage } from "../../handlers/process-image";
import { digest } from "../../layer/digest";
import { s3Event } from "../support/events/s3-events";
import { PipelineWorld } from "./pipeline-world";
import { context, ways } from "./ways";

/** Of a world whose addresses are immutable. */
function makeWorld(): PipelineWorld {
  const world = new PipelineWorld();
  world.now = new Date();
  world.configure({ address: "immutable" });
  world.connections.digest = digest;
  return world;
}

/** The key of a result, by the size of its original. */
function keyOf(size: string, variant = "processed", extension = ".jpg"): string {
  return immutableKey("cat.jpg", { variant, extension, hash: hashOf(digest(Buffer.from(`processed of ${size}`))) });
}

/** Keys of the results that are there, and of those that others have taken the place of. */
function resultsIn(world: PipelineWorld): {
  readonly current: readonly string[];
  readonly superseded: readonly string[];
} {
  const superseded = (key: string) => world.results.get(key)?.metadata.superseded === "true";
  const keys = [...world.results.keys()].sort();
  return { current: keys.filter((key) => !superseded(key)), superseded: keys.filter(superseded) };
}

const recordedKeys = (world: PipelineWorld, versionId: string) =>
  world.records.get(`id:source/cat.jpg@${versionId}`)?.variants?.map(({ key }) => key);

for (const [way, useWay] of Object.entries(ways)) {
  describe(`results with immutable addresses, of an upload ${way}`, () => {
    const process = useWay();
    let world: PipelineWorld;
    beforeEach(() => (world = makeWorld()));
    const upload = async (versionId: string, text: string, sequencer: string) => {
      world.upload(`cat.jpg@${versionId}`, text);
      return process(world, { key: "cat.jpg", versionId, sequencer });
    };

    it("have a hash of their bytes in their keys, which the record tells, and may be cached for a year", async () => {
      expect(await upload("v1", "jpeg 400x300", "01")).to.be.true;
      expect(resultsIn(world)).to.deep.equal({ current: [keyOf("400x300")], superseded: [] });
      expect(keyOf("400x300")).to.match(/^results\.immutable\/cat\.jpg\/processed\.[0-9a-f]{16}\.jpg$/);
      expect(recordedKeys(world, "v1")).to.deep.equal([keyOf("400x300")]);
      expect(world.results.get(keyOf("400x300"))).to.deep.include({
        contentType: "image/jpeg",
        cacheControl: "public, max-age=31536000, immutable",
      });
    });

    it("stay where they are when others take their place, marked for the lifecycle as young as that", async () => {
      await upload("v1", "jpeg 400x300", "01");
      const before = world.results.get(keyOf("400x300"));
      await upload("v2", "jpeg 500x300", "02");
      expect(resultsIn(world)).to.deep.equal({ current: [keyOf("500x300")], superseded: [keyOf("400x300")] });
      expect(world.results.get(keyOf("400x300"))).to.deep.equal({
        ...before,
        metadata: { ...before?.metadata, superseded: "true" },
        tags: { superseded: "true" },
      });
      expect(recordedKeys(world, "v2")).to.deep.equal([keyOf("500x300")]);
    });

    it("give way to those of another format, and to a version that is refused", async () => {
      await upload("v1", "jpeg 400x300", "01");
      world.variants.splice(0, 1, ...world.variants.map((one) => ({ ...one, format: "png" as const })));
      await upload("v2", "jpeg 400x300", "02");
      expect(resultsIn(world).current).to.deep.equal([keyOf("400x300", "processed", ".png")]);
      await upload("v3", "no image", "03");
      expect(resultsIn(world).current).to.deep.equal([]);
      expect(resultsIn(world).superseded).to.have.length(2);
    });

    it("are there again, unmarked, when their bytes come back", async () => {
      await upload("v1", "jpeg 400x300", "01");
      await upload("v2", "jpeg 500x300", "02");
      await upload("v3", "jpeg 400x300", "03");
      expect(resultsIn(world)).to.deep.equal({ current: [keyOf("400x300")], superseded: [keyOf("500x300")] });
      const back = world.results.get(keyOf("400x300"));
      expect(back?.metadata).to.include({ "image-id": "id:source/cat.jpg@v3" });
      expect(back).not.to.have.property("tags");
    });

    it("are not stored again, nor marked again, when their event is delivered again", async () => {
      await upload("v1", "jpeg 400x300", "01");
      await upload("v2", "jpeg 500x300", "02");
      const changes: string[] = [];
      const { store } = world.connections;
      world.breakStore({
        write: (bucket, key, ...rest) => (changes.push(key), store.write(bucket, key, ...rest)),
        rewrite: (bucket, key, ...rest) => (changes.push(key), store.rewrite(bucket, key, ...rest)),
      });
      expect(await process(world, { key: "cat.jpg", versionId: "v2", sequencer: "02" })).to.be.true;
      expect(changes).to.deep.equal([]);
    });

    it("are marked by the next attempt where the first one ended before it", async () => {
      await upload("v1", "jpeg 400x300", "01");
      const { store } = world.connections;
      world.breakStore({ rewrite: () => Promise.reject(new Error("stopped")) });
      expect(await upload("v2", "jpeg 500x300", "02")).to.be.false;
      expect(recordedKeys(world, "v2")).to.deep.equal([keyOf("500x300")]);
      expect(resultsIn(world).superseded).to.deep.equal([]);
      world.breakStore(store);
      expect(await process(world, { key: "cat.jpg", versionId: "v2", sequencer: "02" })).to.be.true;
      expect(resultsIn(world)).to.deep.equal({ current: [keyOf("500x300")], superseded: [keyOf("400x300")] });
    });

    it("are those that the record names, where the same event makes other bytes", async () => {
      await upload("v1", "jpeg 400x300", "01");
      world.variants.splice(0, 1, ...world.variants.map((one) => ({ ...one, format: "png" as const })));
      expect(await process(world, { key: "cat.jpg", versionId: "v1", sequencer: "01" })).to.be.true;
      expect(recordedKeys(world, "v1")).to.deep.equal([keyOf("400x300")]);
      expect(resultsIn(world)).to.deep.equal({
        current: [keyOf("400x300")],
        superseded: [keyOf("400x300", "processed", ".png")],
      });
    });

    it("of other variants stay unmarked in a backfill of one", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "thumb" });
      await upload("v1", "jpeg 400x300", "01");
      world.variants.splice(1, 1, { ...first, name: "thumb", format: "png" });
      const backfill = { variants: ["thumb"] };
      expect(await process(world, { key: "cat.jpg", versionId: "v1", sequencer: "01", backfill })).to.be.true;
      expect(resultsIn(world)).to.deep.equal({
        current: [keyOf("400x300"), keyOf("400x300", "thumb", ".png")],
        superseded: [keyOf("400x300", "thumb")],
      });
      expect(recordedKeys(world, "v1")).to.deep.equal(resultsIn(world).current);
    });

    it("are refused where their keys are too long for S3", async () => {
      const key = `${"x".repeat(1024 - "results.immutable//processed.0123456789abcdef.jpg".length - 3)}.jpg`;
      world.upload(`${key}@v1`, "jpeg 400x300");
      expect(await process(world, { key, versionId: "v1", sequencer: "01" })).to.be.true;
      expect(world.records.get(`id:source/${key}@v1`)).to.include({ status: "REFUSED", reason: "KEY_TOO_LONG" });
    });
  });
}

describe("results with immutable addresses", () => {
  let world: PipelineWorld;
  beforeEach(() => {
    world = makeWorld();
    world.deliver();
  });
  const process = (versionId: string, sequencer: string) =>
    makeProcessImage(world.connections)(s3Event({ key: "cat.jpg", versionId, sequencer }), context);
  const upload = (versionId: string, text: string, sequencer: string) => {
    world.upload(`cat.jpg@${versionId}`, text);
    return process(versionId, sequencer);
  };
  const follow = (versionId: string, sequencer: string, eventName: string) =>
    makeFollowRemoval(world.connections)(s3Event({ key: "cat.jpg", versionId, sequencer, eventName }), context);
  const hide = (sequencer: string) => {
    world.hide("cat.jpg@marker");
    return follow("marker", sequencer, "ObjectRemoved:DeleteMarkerCreated");
  };
  const replaced = async () => {
    await upload("v1", "jpeg 400x300", "01");
    await upload("v2", "jpeg 500x300", "02");
  };
  const both = [keyOf("400x300"), keyOf("500x300")].sort();

  it("cost no invalidation when others take their place, nor when their bytes come back", async () => {
    await replaced();
    await upload("v3", "jpeg 400x300", "03");
    expect(world.invalidations).to.deep.equal([]);
  });

  it("go all at once with their image, superseded ones as well, and the edge is told of each", async () => {
    await replaced();
    await hide("03");
    expect([...world.results.keys()]).to.deep.equal([]);
    expect(world.invalidations).to.deep.equal([both]);
  });

  it("go all at once when they are deleted by the API for good", async () => {
    await replaced();
    const pathParameters = { image_id: "id:source/cat.jpg@v2" };
    const queryStringParameters = { versions: "all" };
    await makeDeleteImage(world.connections)({ pathParameters, queryStringParameters, body: null });
    expect([...world.results.keys()]).to.deep.equal([]);
    expect(world.invalidations[0]).to.include.members(both);
    const left = await world.connections.store.keysBelow("destination", "results.immutable/cat.jpg/");
    expect(left, "versions and delete markers").to.deep.equal([]);
  });

  it("of a replaced version go alone when the API removes that one", async () => {
    await replaced();
    const pathParameters = { image_id: "id:source/cat.jpg@v1" };
    await makeDeleteImage(world.connections)({ pathParameters, queryStringParameters: null, body: null });
    expect(resultsIn(world)).to.deep.equal({ current: [keyOf("500x300")], superseded: [] });
    expect(world.invalidations).to.deep.equal([[keyOf("400x300")]]);
  });

  it("are told of again to an edge that did not hear of their removal", async () => {
    const breakEdge = world.deliver();
    await replaced();
    breakEdge(true);
    await hide("03").catch(() => undefined);
    expect([[...world.results.keys()], world.invalidations]).to.deep.equal([[], []]);
    breakEdge(false);
    await follow("marker", "03", "ObjectRemoved:DeleteMarkerCreated");
    expect(world.invalidations).to.deep.equal([both]);
  });

  it("of the version before come back when a version is dropped for good, whose own ones go", async () => {
    await replaced();
    world.drop("cat.jpg@v2");
    await follow("v2", "03", "ObjectRemoved:Delete");
    expect(resultsIn(world)).to.deep.equal({ current: [keyOf("400x300")], superseded: [] });
    expect(world.invalidations).to.deep.equal([[keyOf("500x300")]]);
    expect(world.results.get(keyOf("400x300"))).not.to.have.property("tags");
  });

  it("are marked when a removal is followed, where the upload that replaced them ended before it", async () => {
    const { store } = world.connections;
    await upload("v1", "jpeg 400x300", "01");
    world.breakStore({ rewrite: () => Promise.reject(new Error("stopped")) });
    await upload("v2", "jpeg 500x300", "02").catch(() => undefined);
    world.breakStore(store);
    expect(resultsIn(world).current).to.deep.equal(both);
    // Of a delete marker that came and went: v2 is the current version, with its results and its record.
    await follow("marker", "04", "ObjectRemoved:Delete");
    expect(resultsIn(world)).to.deep.equal({ current: [keyOf("500x300")], superseded: [keyOf("400x300")] });
  });

  it("are described by the API: of the image that is replaced for as long as they are there", async () => {
    world.configure({ deliveryUrl: "https://edge.example" });
    await replaced();
    const linksOf = async (versionId: string) => {
      const pathParameters = { image_id: `id:source/cat.jpg@${versionId}` };
      const { body } = await makeImageStatus(world.connections)({
        pathParameters,
        queryStringParameters: null,
        body: null,
      });
      return (JSON.parse(body) as { links: object }).links;
    };
    expect(await linksOf("v2")).to.deep.equal({ processed: `https://edge.example/${keyOf("500x300")}` });
    expect(await linksOf("v1")).to.deep.equal({ processed: `https://edge.example/${keyOf("400x300")}` });
    await upload("v3", "jpeg 400x300", "03");
    expect(await linksOf("v1"), "same bytes").to.deep.equal({ processed: `https://edge.example/${keyOf("400x300")}` });
    world.removeResults();
    expect(await linksOf("v3")).to.deep.equal({});
  });

  it("leave those with stable keys alone, which go with their original", async () => {
    world.configure({ address: "stable" });
    await upload("v1", "jpeg 400x300", "01");
    world.configure({ address: "immutable" });
    await upload("v2", "jpeg 500x300", "02");
    expect(resultsIn(world).current).to.have.members(["processed-cat.jpg", keyOf("500x300")]);
    await hide("03");
    expect([...world.results.keys()]).to.deep.equal([]);
  });
});
