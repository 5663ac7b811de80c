import { expect } from "chai";
import { makeFollowRemoval, type FollowRemovalResult } from "../../handlers/follow-removal";
import { makeProcessImage } from "../../handlers/process-image";
import type { S3Event } from "../../handlers/contract";
import { noRecords } from "../../layer/dynamo-records";
import { s3Event, type CreatedSpec } from "../support/events/s3-events";
import { deployCaptured, type LoadCaptured } from "./captured";
import { PipelineWorld, present } from "./pipeline-world";

let captured: { load: LoadCaptured; remove(): void };
before(async () => {
  captured = await deployCaptured({});
});
after(() => captured.remove());

const context = { awsRequestId: "request-1" };
type Run = (world: PipelineWorld, event: S3Event) => Promise<FollowRemovalResult>;

const forms: Record<string, Run> = {
  "as source": (world, event) => makeFollowRemoval(world.connections)(event, context),
  "as deployed": (world, event) =>
    captured.load("image-removal-function", world.connections)(event, context) as Promise<FollowRemovalResult>,
};

const removal = (spec: Partial<CreatedSpec> = {}) =>
  s3Event({ key: "cat.jpg", eventName: "ObjectRemoved:Delete", sequencer: "09", ...spec });

const outcome = (counts: Partial<FollowRemovalResult>) => ({ removed: 0, restored: 0, ignored: 0, ...counts });

for (const [form, run] of Object.entries(forms)) {
  describe(`following a removal, ${form}`, () => {
    let world: PipelineWorld;
    /** Uploads and processes a version of cat.jpg. */
    const upload = async (versionId: string, size: string, sequencer: string): Promise<void> => {
      world.originals.set(`cat.jpg@${versionId}`, `jpeg ${size}`);
      await makeProcessImage(world.connections)(s3Event({ key: "cat.jpg", versionId, sequencer }), context);
    };
    const result = () => world.results.get("destination/processed-cat.jpg")?.bytes.toString();

    beforeEach(async () => {
      world = new PipelineWorld();
      await upload("v1", "100x100", "01");
      await upload("v2", "200x200", "02");
      world.outcomes.length = 0;
    });

    it("takes results and every version's record away behind a new delete marker", async () => {
      world.shown.set("cat.jpg", { state: "deleted", markerId: "m1" });
      const event = removal({ eventName: "ObjectRemoved:DeleteMarkerCreated", versionId: "m1" });
      expect(await run(world, event)).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
      expect(world.records.size).to.equal(0);
      expect(world.outcomes).to.have.length(1);
      expect(world.outcomes[0]).to.include({ outcome: "removed", key: "cat.jpg" });
    });

    it("does so in a bucket without versions", async () => {
      world.shown.set("cat.jpg", { state: "absent" });
      expect(await run(world, removal())).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
    });

    it("does so without a table", async () => {
      world.connections.records = noRecords;
      world.shown.set("cat.jpg", { state: "absent" });
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
    });

    it("takes the record of the version that was removed although the index does not show it yet", async () => {
      world.connections.records = { ...world.connections.records, ofKey: () => Promise.resolve([]) };
      world.shown.set("cat.jpg", { state: "absent" });
      await run(world, removal({ versionId: "v2" }));
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("leaves everything alone when a noncurrent version goes", async () => {
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(result()).to.equal("processed of 200x200");
      expect(world.records.size).to.equal(2);
    });

    it("leaves the results of an expired original alone, even when its noncurrent version goes", async () => {
      world.shown.set("cat.jpg", { state: "deleted", markerId: "set-by-lifecycle" });
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(result()).to.equal("processed of 200x200");
    });

    it("brings the results back when the delete marker goes", async () => {
      world.shown.set("cat.jpg", { state: "deleted", markerId: "m1" });
      await run(world, removal({ versionId: "m1" }));
      world.shown.delete("cat.jpg");
      expect(await run(world, removal({ versionId: "m1", sequencer: "0A" }))).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).to.equal("processed of 200x200");
      expect(world.records.get("id:source/cat.jpg@v2")).to.include({
        status: "PROCESSED",
        upload_time: "2026-01-02T03:04:05.000Z",
      });
    });

    it("shows the version before when the current one is dropped for good, and forgets the one dropped", async () => {
      world.originals.delete("cat.jpg@v2");
      const dropped = removal({ versionId: "v2" });
      expect(await run(world, dropped)).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).to.equal("processed of 100x100");
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
      expect(world.outcomes.map(({ outcome, imageId }) => `${outcome} ${imageId}`)).to.deep.equal([
        "removed id:source/cat.jpg@v2",
        "processed id:source/cat.jpg@v1",
      ]);
      expect(await run(world, dropped), "delivered again").to.deep.equal(outcome({ ignored: 1 }));
      expect(world.records.size).to.equal(1);
    });

    it("forgets every version that was dropped, in whatever order their events come", async () => {
      await upload("v3", "300x300", "03");
      world.originals.delete("cat.jpg@v2");
      world.originals.delete("cat.jpg@v3");
      await run(world, removal({ versionId: "v2", sequencer: "0B" }));
      await run(world, removal({ versionId: "v3", sequencer: "0A" }));
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
      expect(result()).to.equal("processed of 100x100");
    });

    it("forgets a dropped version although the one before it has no record, and was uploaded in the same second", async () => {
      world.records.delete("id:source/cat.jpg@v1");
      world.originals.delete("cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("forgets a dropped version that the table's index does not show yet", async () => {
      const records = world.connections.records;
      world.connections.records = { ...records, ofKey: () => Promise.resolve([]) };
      world.originals.delete("cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("takes a dropped version's results away where the version before it was refused", async () => {
      const before = world.records.get("id:source/cat.jpg@v1")!;
      world.records.set(before.image_id, { ...before, status: "REFUSED", reason: "IMAGE_CORRUPT" });
      world.originals.delete("cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("takes a dropped version's results away where there is no table", async () => {
      world.connections.records = noRecords;
      world.originals.set("cat.jpg@v1", "no picture");
      world.originals.delete("cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect(world.results.size).to.equal(0);
    });

    it("keeps the record of a noncurrent version that is there still, even one that seems newer", async () => {
      // The record of what the key shows is not written yet, and both were uploaded in the same second.
      await upload("v3", "300x300", "03");
      world.records.delete("id:source/cat.jpg@v3");
      world.originals.delete("cat.jpg@v1");
      await run(world, removal({ versionId: "v1", sequencer: "04" }));
      expect([...world.records.keys()]).to.include.members(["id:source/cat.jpg@v2", "id:source/cat.jpg@v3"]);
    });

    it("keeps the record of a dropped version that an upload has superseded meanwhile", async () => {
      await upload("v3", "300x300", "0A");
      world.originals.delete("cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(world.records.size).to.equal(3);
      expect(result()).to.equal("processed of 300x300");
    });

    it("leaves a record alone that comes from a later event than the removal", async () => {
      await upload("v3", "300x300", "0A");
      world.originals.delete("cat.jpg@v2");
      world.originals.delete("cat.jpg@v3");
      await run(world, removal({ versionId: "v2", sequencer: "09" }));
      expect([...world.records.keys()])
        .to.include("id:source/cat.jpg@v3")
        .and.not.include("id:source/cat.jpg@v2");
      await run(world, removal({ versionId: "v3", sequencer: "0B" }));
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("takes the results away before the record, so that a removal that broke off can be followed again", async () => {
      const { store } = world.connections;
      world.originals.delete("cat.jpg@v2");
      world.connections.store = { ...store, remove: () => Promise.reject(new Error("S3 is down")) };
      const dropped = removal({ versionId: "v2" });
      expect(await run(world, dropped).catch((caught: Error) => caught)).to.have.property("message", "S3 is down");
      expect(world.records.size).to.equal(2);
      world.connections.store = store;
      await run(world, dropped);
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v1"]);
      expect(result()).to.equal("processed of 100x100");
    });

    it("does not try again what was refused for good", async () => {
      const record = world.records.get("id:source/cat.jpg@v2")!;
      world.records.set(record.image_id, { ...record, status: "REFUSED", reason: "IMAGE_CORRUPT" });
      world.results.clear();
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ ignored: 1 }));
      world.records.set(record.image_id, { ...record, status: "REFUSED", reason: "SUPERSEDED" });
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ restored: 1 }));
    });

    it("does not take another original's result for its own", async () => {
      world.originals.set("scan.tiff", "tiff 50x50");
      world.originals.set("scan.jpg", "jpeg 60x60");
      const handler = makeProcessImage(world.connections);
      await handler(s3Event({ key: "scan.tiff" }), context);
      await handler(s3Event({ key: "scan.jpg" }), context);
      world.originals.delete("scan.tiff");
      world.shown.set("scan.tiff", { state: "absent" });
      await run(world, removal({ key: "scan.tiff" }));
      expect(world.results.get("destination/processed-scan.jpg")?.bytes.toString()).to.equal("processed of 60x60");
    });

    it("finds the results of variants that the stack no longer makes", async () => {
      const record = world.records.get("id:source/cat.jpg@v2")!;
      const old = { name: "old", key: "old-cat.jpg", size: "1x1", bytes: 1, content_type: "image/jpeg" };
      world.records.set(record.image_id, { ...record, variants: [...record.variants!, old] });
      world.results.set("destination/old-cat.jpg", world.results.get("destination/processed-cat.jpg")!);
      world.shown.set("cat.jpg", { state: "absent" });
      await run(world, removal());
      expect(world.results.size).to.equal(0);
    });

    it("makes the results again when the key came back while they were taken away", async () => {
      const { store } = world.connections;
      let looks = 0;
      world.connections.store = {
        ...store,
        current: (bucket, key) => {
          if (bucket !== "source") return store.current(bucket, key);
          looks += 1;
          return Promise.resolve(looks === 1 ? { state: "absent" } : present("v2"));
        },
      };
      expect(await run(world, removal())).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).to.equal("processed of 200x200");
    });

    it("keeps the record of an upload that is newer than the removal", async () => {
      world.shown.set("cat.jpg", { state: "absent" });
      await run(world, removal({ sequencer: "01" }));
      expect([...world.records.keys()]).to.deep.equal(["id:source/cat.jpg@v2"]);
    });

    it("ignores folder markers, and throws what is worth another try", async () => {
      expect(await run(world, removal({ key: "album/" }))).to.deep.equal(outcome({ ignored: 1 }));
      world.connections.store = { ...world.connections.store, current: () => Promise.reject(new Error("S3 is down")) };
      const error = await run(world, removal()).catch((caught: Error) => caught);
      expect(error).to.have.property("message", "S3 is down");
    });
  });
}
