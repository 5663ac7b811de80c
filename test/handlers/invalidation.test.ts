import { expect } from "chai";
import { makeDeleteImage } from "../../handlers/api/delete-image";
import { makeFollowRemoval } from "../../handlers/follow-removal";
import { makeProcessImage } from "../../handlers/process-image";
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
    makeProcessImage(world.connections)(s3Event({ key: "cat.jpg", versionId, sequencer }), context);
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
