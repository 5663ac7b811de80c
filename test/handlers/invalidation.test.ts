import { expect } from "chai";
import { makeDeleteImage } from "../../handlers/api/delete-image";
import type { ImageRecord, Variant } from "../../handlers/contract";
import { makeFollowRemoval } from "../../handlers/follow-removal";
import { makeProcessImage } from "../../handlers/process-image";
import { makeRenderVariant } from "../../handlers/workflow/render-variant";
import { s3Event } from "../support/events/s3-events";
import { PipelineWorld } from "./pipeline-world";

const context = { awsRequestId: "request-1" };
const KEY = "processed-cat.jpg";

describe("what the edge is told of", () => {
  let world: PipelineWorld;
  let breakEdge: (fails: boolean) => void;
  beforeEach(() => {
    world = new PipelineWorld();
    world.now = new Date();
    breakEdge = world.deliver();
  });

  const process = (versionId: string, sequencer: string) =>
    makeProcessImage(world.connections)(
      s3Event({ key: "cat.jpg", versionId, sequencer, time: new Date().toISOString() }),
      context,
    );
  const upload = (versionId: string, text: string, sequencer: string) => {
    world.upload(`cat.jpg@${versionId}`, text);
    return process(versionId, sequencer);
  };
  const remove = (sequencer: string) => {
    world.hide("cat.jpg@marker");
    const event = s3Event({
      key: "cat.jpg",
      versionId: "marker",
      sequencer,
      eventName: "ObjectRemoved:DeleteMarkerCreated",
    });
    return makeFollowRemoval(world.connections)(event, context);
  };
  /** The current version is deleted permanently, which makes the one before it current. */
  const dropCurrent = (versionId: string, sequencer: string) => {
    world.drop(`cat.jpg@${versionId}`);
    const event = s3Event({ key: "cat.jpg", versionId, sequencer, eventName: "ObjectRemoved:Delete" });
    return makeFollowRemoval(world.connections)(event, context);
  };
  const removeForGood = (versionId: string) =>
    makeDeleteImage(world.connections)({
      pathParameters: { image_id: `id:source/cat.jpg@${versionId}` },
      queryStringParameters: { versions: "all" },
      body: null,
    });
  /** An attempt that ends before the edge is told. */
  const interrupted = async (attempt: () => Promise<unknown>) => {
    breakEdge(true);
    expect(await failure(attempt())).to.equal("TooManyInvalidationsInProgress");
    breakEdge(false);
    expect(world.invalidations).to.deep.equal([]);
  };
  const failure = (run: Promise<unknown>): Promise<string> =>
    run.then(
      () => "none",
      (error: unknown) => (error as Error).name,
    );

  it("is nothing of a new result", async () => {
    await upload("v1", "jpeg 400x300", "01");
    expect(world.invalidations).to.deep.equal([]);
    expect(world.results.get(KEY)?.metadata).not.to.have.property("replaces");
  });

  it("is every result that was replaced, in one request for an image", async () => {
    world.variants.push(...world.variants.map((one) => ({ ...one, name: "small", width: 10, height: 10 })));
    await upload("v1", "jpeg 400x300", "01");
    await upload("v2", "jpeg 500x300", "02");
    expect(world.invalidations).to.deep.equal([[KEY, "small-cat.jpg"]]);
  });

  it("is a result of another format that went with the version before", async () => {
    await upload("v1", "jpeg 400x300", "01");
    await upload("v2", "webp 500x300", "02");
    expect(world.invalidations).to.deep.equal([[KEY]]);
  });

  it("is what was removed with its original", async () => {
    await upload("v1", "jpeg 400x300", "01");
    await remove("02");
    expect(world.results.has(KEY)).to.be.false;
    expect(world.invalidations).to.deep.equal([[KEY]]);
  });

  it("is what a caller of the API removes, and what is deleted for good", async () => {
    for (const versions of [undefined, "all"]) {
      world = new PipelineWorld();
      world.deliver();
      await upload("v1", "jpeg 400x300", "01");
      const answer = await makeDeleteImage(world.connections)({
        pathParameters: { image_id: "id:source/cat.jpg@v1" },
        queryStringParameters: versions === undefined ? null : { versions },
        body: null,
      });
      expect(answer.statusCode).to.equal(204);
      expect(world.invalidations, versions).to.deep.equal([[KEY]]);
    }
  });

  it("is told when the record is written, and told again by the retry if that failed", async () => {
    await upload("v1", "jpeg 400x300", "01");
    breakEdge(true);
    expect(await failure(upload("v2", "jpeg 500x300", "02"))).to.equal("TooManyInvalidationsInProgress");
    expect(world.records.get("id:source/cat.jpg@v2")).to.include({ status: "PROCESSED", original_size: "500x300" });
    expect(world.invalidations).to.deep.equal([]);
    breakEdge(false);
    await process("v2", "02");
    expect(world.invalidations).to.deep.equal([[KEY]]);
  });

  it("is told again of a removal whose request failed", async () => {
    await upload("v1", "jpeg 400x300", "01");
    breakEdge(true);
    expect(await failure(remove("02"))).to.equal("TooManyInvalidationsInProgress");
    breakEdge(false);
    const event = s3Event({
      key: "cat.jpg",
      versionId: "marker",
      sequencer: "02",
      eventName: "ObjectRemoved:DeleteMarkerCreated",
    });
    await makeFollowRemoval(world.connections)(event, context);
    expect(world.invalidations).to.deep.equal([[KEY]]);
  });

  it("is told by the retry of what an attempt before it has removed", async () => {
    for (const replacement of ["webp 500x300", "no image"]) {
      world = new PipelineWorld();
      world.now = new Date();
      breakEdge = world.deliver();
      await upload("v1", "jpeg 400x300", "01");
      await interrupted(() => upload("v2", replacement, "02"));
      expect(world.results.has(KEY), replacement).to.be.false;
      await process("v2", "02");
      expect(world.invalidations, replacement).to.deep.equal([[KEY]]);
    }
  });

  it("is told by the retry of a variant's step of what that step has removed", async () => {
    await upload("v1", "jpeg 400x300", "01");
    world.upload("cat.jpg@v2", "webp 500x300");
    const render = () =>
      makeRenderVariant(world.connections)(
        {
          upload: {
            ref: { bucket: "source", key: "cat.jpg", versionId: "v2" },
            time: world.now.toISOString(),
            sequencer: "02",
          },
          header: { mime: "image/webp", width: 500, height: 300 },
          group: { name: "processed", variants: world.variants },
        },
        context,
      );
    await interrupted(render);
    await render();
    expect(world.invalidations).to.deep.equal([[KEY]]);
  });

  it("is told once of what a version before the last has removed", async () => {
    await upload("v1", "jpeg 400x300", "01");
    await upload("v2", "webp 500x300", "02");
    await upload("v3", "webp 600x300", "03");
    expect(world.invalidations).to.deep.equal([[KEY], ["processed/cat.jpg.jpg"]]);
  });

  it("is told of a result that is stored where one was removed that the edge may still have", async () => {
    await upload("v1", "jpeg 400x300", "01");
    await interrupted(() => remove("02"));
    await upload("v2", "jpeg 500x300", "03");
    expect(world.invalidations).to.deep.equal([[KEY]]);
  });

  it("is told of results whose variant the stack has no more, before their record is gone", async () => {
    world.variants.push({ ...(world.variants[0] as Variant), name: "former" });
    await upload("v1", "jpeg 400x300", "01");
    world.variants.pop();
    await interrupted(() => remove("02"));
    await remove("02");
    expect(world.records.size).to.equal(0);
    expect(world.invalidations).to.deep.equal([["former-cat.jpg", KEY]]);
  });

  it("is told of a version that was deleted permanently, when the one before it has its results back", async () => {
    for (const enabled of [true, false]) {
      world = new PipelineWorld();
      world.now = new Date();
      breakEdge = world.deliver();
      world.breakRecords({ enabled });
      await upload("v1", "jpeg 400x300", "01");
      world.upload("cat.jpg@v2", "jpeg 500x300");
      world.store(KEY, "jpeg of v2", { ...world.results.get(KEY)?.metadata, "image-id": "id:source/cat.jpg@v2" });
      if (enabled) {
        const record = world.records.get("id:source/cat.jpg@v1") as ImageRecord;
        world.records.set("id:source/cat.jpg@v2", {
          ...record,
          image_id: "id:source/cat.jpg@v2",
          version_id: "v2",
          sequencer: "02".padEnd(record.sequencer.length, "0"),
        });
      }
      await interrupted(() => dropCurrent("v2", "03"));
      await dropCurrent("v2", "03");
      expect(world.results.get(KEY)?.metadata, `records: ${enabled}`).to.include({
        "image-id": "id:source/cat.jpg@v1",
      });
      // Before the record is gone, and when the result is back.
      expect(world.invalidations, `records: ${enabled}`).to.deep.equal(enabled ? [[KEY], [KEY]] : [[KEY]]);
    }
  });

  it("is told of what is deleted for good before the last trace of it is gone", async () => {
    await upload("v1", "jpeg 400x300", "01");
    await interrupted(() => removeForGood("v1"));
    expect((await removeForGood("v1")).statusCode).to.equal(204);
    expect(world.invalidations).to.deep.equal([[KEY]]);
    expect(world.records.size).to.equal(0);
    expect(await world.connections.store.versions("destination", KEY)).to.deep.equal([]);
  });

  it("is nothing of a result that is up to date since long, when its event is sent again", async () => {
    await upload("v1", "jpeg 400x300", "01");
    await upload("v2", "jpeg 500x300", "02");
    const stored = new Date();
    world.now = new Date(stored.getTime() - 8 * 60 * 60 * 1000);
    await upload("v3", "jpeg 600x300", "03");
    const told = world.invalidations.length;
    await process("v3", "03");
    expect(world.invalidations).to.have.length(told);
  });

  it("goes on with the remaining records of an event when it cannot be told", async () => {
    await upload("v1", "jpeg 400x300", "01");
    world.upload("cat.jpg@v2", "jpeg 500x300");
    world.upload("dog.jpg@v1", "jpeg 500x300");
    breakEdge(true);
    const [cat, dog] = [
      s3Event({ key: "cat.jpg", versionId: "v2", sequencer: "02" }),
      s3Event({ key: "dog.jpg", versionId: "v1", sequencer: "03" }),
    ];
    const event = { Records: [...(cat.Records ?? []), ...(dog.Records ?? [])] };
    expect(await failure(makeProcessImage(world.connections)(event, context))).to.equal(
      "TooManyInvalidationsInProgress",
    );
    expect(world.records.get("id:source/dog.jpg@v1")).to.include({ status: "PROCESSED" });
  });
});
