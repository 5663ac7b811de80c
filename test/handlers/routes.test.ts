import { expect } from "chai";
import type { Variant } from "../../handlers/contract";
import { prefixesOf, routeOf, routesOf, uploadedKey, variantsOf, type Routing } from "../../handlers/contract/routes";
import { makeFollowRemoval } from "../../handlers/follow-removal";
import { makeProcessImage } from "../../handlers/process-image";
import { s3Event } from "../support/events/s3-events";
import { PipelineWorld } from "./pipeline-world";
import { context, removed, ways } from "./ways";

const variant = (name: string, edgePx: number): Variant => ({
  ...{ name, width: edgePx, height: edgePx, fit: "cover", format: "auto", quality: 75 },
  background: "#ffffff",
});
const marked = {
  ...variant("marked", 20),
  operations: [{ watermark: { key: "avatars/logo.png", gravity: "southeast", scale: 0.2, opacity: 1 } as const }],
};
const photos = { prefix: "photos/", suffixes: [".jpg"], variants: [variant("thumb", 300), variant("page", 600)] };
const avatars = { prefix: "avatars/", suffixes: [], variants: [variant("thumb", 64), variant("round", 32)] };
const routing = { routes: [photos, avatars] };

describe("routes", () => {
  const one: Routing = { uploadPrefix: "up/", suffixes: [".jpg"], variants: photos.variants };

  it("are those of the settings, or the one that they describe", () => {
    expect(routesOf(routing)).to.deep.equal([photos, avatars]);
    expect(routesOf(one)).to.deep.equal([{ prefix: "up/", suffixes: [".jpg"], variants: photos.variants }]);
    expect([prefixesOf(routing), prefixesOf(one)]).to.deep.equal([["photos/", "avatars/"], ["up/"]]);
  });

  it("are found by a key's prefix, whatever its suffix is", () => {
    expect(
      ["photos/a.gif", "avatars/a", "photo/a.jpg", "a/photos/b.jpg"].map((key) => routeOf(routing, key)),
    ).to.deep.equal([photos, avatars, undefined, undefined]);
  });

  it("have variants of their own; a stack without them has one list, also for keys of an earlier prefix", () => {
    expect(variantsOf(routing, "avatars/a.png")).to.equal(avatars.variants);
    expect(variantsOf(routing, "other/a.png")).to.deep.equal([]);
    expect(variantsOf(one, "other/a.png")).to.equal(one.variants);
  });

  it("are part of the keys that callers of the upload API give, unlike the prefix of a stack without them", () => {
    expect([uploadedKey(routing, "photos/a.jpg"), uploadedKey(one, "a.jpg")]).to.deep.equal([
      "photos/a.jpg",
      "up/a.jpg",
    ]);
  });
});

for (const [way, useWay] of Object.entries(ways)) {
  describe(`an upload of a stack with routes, ${way}`, () => {
    const process = useWay();
    let world: PipelineWorld;
    beforeEach(() => {
      world = new PipelineWorld();
      world.configure(routing);
    });
    const sizesOf = (key: string, version: string) =>
      world.records.get(`id:source/${key}@${version}`)?.variants?.map(({ name, size }) => [name, size]);

    it("gets the variants of its own route, and none of another's", async () => {
      world.upload("photos/cat.jpg@v1", "jpeg 900x900");
      world.upload("avatars/cat.jpg@v2", "jpeg 900x900");
      expect(await process(world, { key: "photos/cat.jpg", versionId: "v1" })).to.be.true;
      expect(await process(world, { key: "avatars/cat.jpg", versionId: "v2" })).to.be.true;
      expect([...world.results.keys()].sort()).to.deep.equal([
        ...["page-photos/cat.jpg", "round-avatars/cat.jpg", "thumb-avatars/cat.jpg", "thumb-photos/cat.jpg"],
      ]);
      expect(sizesOf("photos/cat.jpg", "v1")).to.deep.equal([
        ["thumb", "300x300"],
        ["page", "600x600"],
      ]);
      expect(sizesOf("avatars/cat.jpg", "v2")).to.deep.equal([
        ["thumb", "64x64"],
        ["round", "32x32"],
      ]);
      const specifications = [...world.records.values()].map(({ variants }) => variants?.[0]?.specification);
      expect(specifications.sort()).to.deep.equal(["thumb:300x300", "thumb:64x64"]);
    });

    it("is ignored below no route, and as a watermark of any", async () => {
      world.configure({ routes: [{ ...photos, variants: [marked] }, avatars] });
      for (const key of ["other/cat.jpg", "cat.jpg", "avatars/logo.png"]) {
        world.upload(`${key}@v1`, "jpeg 400x300");
        expect(await process(world, { key, versionId: "v1" }), key).to.be.true;
      }
      expect([world.results.size, world.records.size, world.outcomes.length]).to.deep.equal([0, 0, 0]);
    });

    it("is made again of the variants that a backfill asks for", async () => {
      world.upload("avatars/cat.jpg@v1", "jpeg 900x900");
      const cat = { key: "avatars/cat.jpg", versionId: "v1" };
      expect(await process(world, cat)).to.be.true;
      const { sequencer } = world.records.get("id:source/avatars/cat.jpg@v1") ?? {};
      world.configure({ routes: [photos, { ...avatars, variants: [variant("thumb", 100), variant("round", 50)] }] });
      expect(await process(world, { ...cat, sequencer, backfill: { variants: ["round", "page"] } })).to.be.true;
      expect(sizesOf("avatars/cat.jpg", "v1")).to.deep.equal([
        ["thumb", "64x64"],
        ["round", "50x50"],
      ]);
    });
  });
}

describe("a removal in a stack with routes", () => {
  it("removes the results of the original's own route, and brings those back", async () => {
    const world = new PipelineWorld();
    world.configure(routing);
    const upload = async (key: string, versionId: string, sequencer: string) => {
      world.upload(`${key}@${versionId}`, "jpeg 900x900");
      await makeProcessImage(world.connections)(s3Event({ key, versionId, sequencer }), context);
    };
    await upload("photos/cat.jpg", "v1", "01");
    await upload("avatars/cat.jpg", "v1", "01");
    await upload("avatars/cat.jpg", "v2", "02");
    const follow = makeFollowRemoval(world.connections);
    world.drop("avatars/cat.jpg@v2");
    const dropped = removed({ key: "avatars/cat.jpg", versionId: "v2", sequencer: "03" });
    expect(await follow(dropped, context)).to.include({ restored: 1 });
    expect([...world.results.keys()].filter((key) => key.includes("avatars/")).sort()).to.deep.equal([
      ...["round-avatars/cat.jpg", "thumb-avatars/cat.jpg"],
    ]);
    // No record says which results there are.
    world.records.clear();
    world.drop("avatars/cat.jpg@v1");
    const last = removed({ key: "avatars/cat.jpg", versionId: "v1", sequencer: "04" });
    expect(await follow(last, context)).to.include({ removed: 1 });
    expect([...world.results.keys()].sort()).to.deep.equal(["page-photos/cat.jpg", "thumb-photos/cat.jpg"]);
  });
});
