import { expect } from "chai";
import { makeFollowRemoval, type FollowRemovalResult } from "../../handlers/follow-removal";
import { makeProcessImage } from "../../handlers/process-image";
import type { ObjectEvent, S3Event } from "../../handlers/contract";
import { noRecords } from "../../layer/dynamo-records";
import { objectDeleted, s3Event, type CreatedSpec } from "../support/events/s3-events";
import { useCaptured } from "./captured";
import { fails, PipelineWorld } from "./pipeline-world";

const context = { awsRequestId: "request-1" };
type Run = (world: PipelineWorld, event: S3Event | ObjectEvent) => Promise<FollowRemovalResult>;

const forms: Record<string, () => Run> = {
  "as source": () => (world, event) => makeFollowRemoval(world.connections)(event, context),
  "as deployed": () => {
    const captured = useCaptured({});
    return (world, event) =>
      captured().load("image-removal-function", world.connections)(event, context) as Promise<FollowRemovalResult>;
  },
};

const removal = (spec: Partial<CreatedSpec> = {}) =>
  s3Event({ key: "cat.jpg", eventName: "ObjectRemoved:Delete", sequencer: "09", ...spec });

/** The message of the error that a run fails with. */
const failure = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => expect.fail("expected a failure"),
    (error: Error) => error.message,
  );

const outcome = (counts: Partial<FollowRemovalResult>) => ({ removed: 0, restored: 0, ignored: 0, ...counts });

for (const [form, useForm] of Object.entries(forms)) {
  describe(`following a removal, ${form}`, () => {
    const run = useForm();
    let world: PipelineWorld;
    /** Uploads and processes a version of cat.jpg. */
    const upload = async (versionId: string, size: string, sequencer: string): Promise<void> => {
      world.upload(`cat.jpg@${versionId}`, `jpeg ${size}`);
      await makeProcessImage(world.connections)(s3Event({ key: "cat.jpg", versionId, sequencer }), context);
    };
    /** Makes the record of a version that of a refusal. */
    const refuse = (versionId: string, reason: string): void => {
      const id = `id:source/cat.jpg@${versionId}`;
      const record = world.records.get(id);
      if (!record) throw new Error(`there is no record of ${versionId}`);
      world.records.set(id, { ...record, status: "REFUSED", reason });
    };
    const result = () => world.results.get("processed-cat.jpg")?.bytes.toString();

    beforeEach(async () => {
      world = new PipelineWorld();
      await upload("v1", "100x100", "01");
      await upload("v2", "200x200", "02");
      world.outcomes.length = 0;
    });

    /** Deletes cat.jpg as a client does that names no version. */
    const hide = (markerId = "m1") => {
      world.hide(`cat.jpg@${markerId}`);
      return removal({ eventName: "ObjectRemoved:DeleteMarkerCreated", versionId: markerId });
    };
    it("follows an event that came through EventBridge, of a marker and of a version", async () => {
      world.hide("cat.jpg@m1");
      const hidden = objectDeleted({ key: "cat.jpg", versionId: "m1", sequencer: "09" });
      expect(await run(world, hidden)).to.deep.equal(outcome({ removed: 1 }));
      expect(result()).to.equal(undefined);
      world.drop("cat.jpg@m1");
      const restored = objectDeleted({ key: "cat.jpg", versionId: "m1", deletion: "Permanently Deleted" });
      expect(await run(world, restored)).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).not.to.equal(undefined);
    });

    const ids = () => [...world.records.keys()];
    const removals = () => world.outcomes.map(({ outcome, imageId }) => `${outcome} ${imageId}`);

    it("removes the result of a smallest format, and brings back that of the version before in its own", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.splice(0, 1, { ...first, format: "smallest", formats: ["webp", "avif"] });
      await upload("v3", "300x100", "03");
      await upload("v4", "401x100", "04");
      expect([...world.results.keys()]).to.deep.equal(["processed/cat.jpg.avif"]);
      world.drop("cat.jpg@v4");
      await run(world, removal({ versionId: "v4" }));
      expect([...world.results.keys()]).to.deep.equal(["processed/cat.jpg.webp"]);
      await run(world, hide());
      expect(world.results.size).to.equal(0);
    });

    it("removes results and the records of every version behind a new delete marker", async () => {
      expect(await run(world, hide())).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
      expect(world.records.size).to.equal(0);
      const [{ durationMs, ...removed }, ...others] = world.outcomes as [PipelineWorld["outcomes"][0]];
      expect(others).to.be.empty;
      expect(durationMs).to.be.within(0, 1000);
      expect(removed).to.deep.equal({
        outcome: "removed",
        bucket: "source",
        key: "cat.jpg",
        versionId: "m1",
        imageId: "id:source/cat.jpg",
      });
      expect([world.requestId, world.flushes]).to.deep.equal(["request-1", 3]);
    });

    it("does so in a bucket without versions", async () => {
      const unversioned = new PipelineWorld();
      unversioned.upload("cat.jpg", "jpeg 50x50");
      await makeProcessImage(unversioned.connections)(s3Event({ key: "cat.jpg" }), context);
      unversioned.drop("cat.jpg");
      const event = removal({ sequencer: "0B1B2C3D4E5F678901" });
      expect(await run(unversioned, event)).to.deep.equal(outcome({ removed: 1 }));
      expect([unversioned.results.size, unversioned.records.size]).to.deep.equal([0, 0]);
    });

    it("removes results of what was deleted permanently without leaving a version", async () => {
      world.drop("cat.jpg@v1", "cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ removed: 1 }));
      expect([world.results.size, world.records.size]).to.deep.equal([0, 0]);
    });

    it("does so without a table", async () => {
      world.connections.records = noRecords;
      world.drop("cat.jpg@v1", "cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
    });

    it("removes the record of the removed version although the index does not list it yet", async () => {
      world.breakRecords({ ofKey: () => Promise.resolve([]) });
      world.drop("cat.jpg@v1", "cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("removes the record of the removed version although the index lists only others", async () => {
      const { records } = world.connections;
      world.breakRecords({
        ofKey: async (...args) => (await records.ofKey(...args)).filter(({ version_id }) => version_id !== "v2"),
      });
      world.drop("cat.jpg@v1", "cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect(world.records.size).to.equal(0);
    });

    it("removes a result under another key that the upload that replaced it could not remove", async () => {
      const { store } = world.connections;
      world.variants.splice(0, 1, ...world.variants.map((one) => ({ ...one, format: "png" as const })));
      // Something wrote it at that moment.
      world.breakStore({ removeIf: () => Promise.resolve(false) });
      await upload("v3", "300x300", "03");
      world.breakStore(store);
      expect([...world.results.keys()].sort()).to.deep.equal(["processed-cat.jpg", "processed/cat.jpg.png"]);
      expect(await run(world, removal({ versionId: "m1" }))).to.deep.equal(outcome({ removed: 1 }));
      expect([...world.results.keys()]).to.deep.equal(["processed/cat.jpg.png"]);
    });

    it("leaves everything as it is when a noncurrent version is removed", async () => {
      world.drop("cat.jpg@v1");
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(result()).to.equal("processed of 200x200");
      expect(world.records.size).to.equal(2);
      expect(world.outcomes).to.be.empty;
      // It knows that the current version exists.
      expect(world.log.discarded).to.be.empty;
    });

    it("does so without a table", async () => {
      world.connections.records = noRecords;
      world.drop("cat.jpg@v1");
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(result()).to.equal("processed of 200x200");
    });

    it("keeps the current version's results without a table when its own removal was undone", async () => {
      world.connections.records = noRecords;
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(result()).to.equal("processed of 200x200");
      expect(world.log.removed).to.be.empty;
    });

    it("keeps the results of an expired original, even when its noncurrent version is removed", async () => {
      world.now = new Date("2026-01-04T00:00:00.000Z");
      hide("set-by-lifecycle");
      world.drop("cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(result()).to.equal("processed of 200x200");
      expect(world.records.size).to.equal(2);
    });

    it("removes the results of a version that was removed for good from above a delete marker", async () => {
      world.now = new Date("2026-01-04T00:00:00.000Z");
      hide();
      world.now = new Date("2026-01-05T00:00:00.000Z");
      await upload("v3", "300x300", "03");
      const record = world.records.get("id:source/cat.jpg@v3");
      if (!record) throw new Error("there is no record of v3");
      world.records.set(record.image_id, { ...record, upload_time: world.now.toISOString() });
      world.drop("cat.jpg@v3");
      expect(await run(world, removal({ versionId: "v3" }))).to.deep.equal(outcome({ removed: 1 }));
      expect([world.results.size, world.records.size]).to.deep.equal([0, 0]);
    });

    it("removes the results behind two delete markers at the event of the first one", async () => {
      const event = hide("m1");
      hide("m2");
      expect(await run(world, event)).to.deep.equal(outcome({ removed: 1 }));
      expect([world.results.size, world.records.size]).to.deep.equal([0, 0]);
    });

    it("removes records that the table's index does not list yet, by the ids of the versions", async () => {
      world.breakRecords({ ofKey: () => Promise.resolve([]) });
      await run(world, hide());
      expect(world.records.size).to.equal(0);
    });

    it("removes the results behind a delete marker when the event names no version", async () => {
      hide();
      expect(await run(world, removal())).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
    });

    it("makes the results again when the delete marker is removed", async () => {
      await run(world, hide());
      expect(world.results.size).to.equal(0);
      world.drop("cat.jpg@m1");
      expect(await run(world, removal({ versionId: "m1", sequencer: "0A" }))).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).to.equal("processed of 200x200");
      expect(world.records.get("id:source/cat.jpg@v2")).to.include({
        status: "PROCESSED",
        upload_time: "2026-01-02T03:04:05.000Z",
        sequencer: "0A".padEnd(32, "0"),
      });
    });

    it("makes the previous version's results when the current one is deleted permanently, and removes its record", async () => {
      world.drop("cat.jpg@v2");
      const dropped = removal({ versionId: "v2" });
      expect(await run(world, dropped)).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).to.equal("processed of 100x100");
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
      expect(removals()).to.deep.equal(["removed id:source/cat.jpg@v2", "processed id:source/cat.jpg@v1"]);
      expect(world.outcomes[0]).to.include({ bucket: "source", key: "cat.jpg", versionId: "v2" });
      expect(world.outcomes[0]?.durationMs).to.be.within(0, 1000);
      expect(await run(world, dropped), "delivered again").to.deep.equal(outcome({ ignored: 1 }));
      expect(world.records.size).to.equal(1);
    });

    it("removes every version that was deleted permanently, in whatever order their events come", async () => {
      await upload("v3", "300x300", "03");
      world.drop("cat.jpg@v2", "cat.jpg@v3");
      await run(world, removal({ versionId: "v2", sequencer: "0B" }));
      await run(world, removal({ versionId: "v3", sequencer: "0A" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
      expect(result()).to.equal("processed of 100x100");
    });

    it("removes a deleted version although the previous one has no record, and was uploaded in the same second", async () => {
      world.records.delete("id:source/cat.jpg@v1");
      world.drop("cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("removes a deleted version that was uploaded at the very start of the current one's second", async () => {
      const record = world.records.get("id:source/cat.jpg@v2");
      if (!record) throw new Error("there is no record of v2");
      world.records.set(record.image_id, { ...record, upload_time: "2026-01-02T03:04:05.000Z" });
      world.records.delete("id:source/cat.jpg@v1");
      world.drop("cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("keeps the record of a deleted version that was uploaded a second before the current one", async () => {
      world.now = new Date("2026-01-02T03:04:06.000Z");
      await upload("v3", "300x300", "03");
      world.records.delete("id:source/cat.jpg@v3");
      world.drop("cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect(ids()).to.include.members(["id:source/cat.jpg@v1", "id:source/cat.jpg@v2"]);
    });

    it("removes the record that a deleted version gets after the one before was restored", async () => {
      const [late] = [world.records.get("id:source/cat.jpg@v2")];
      if (!late) throw new Error("there is no record of v2");
      world.drop("cat.jpg@v2");
      const dropped = removal({ versionId: "v2" });
      await run(world, dropped);
      world.records.set(late.image_id, { ...late, status: "REFUSED", reason: "SUPERSEDED" });
      await run(world, dropped);
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("removes a deleted version that the table's index does not list yet", async () => {
      world.breakRecords({ ofKey: () => Promise.resolve([]) });
      world.drop("cat.jpg@v2");
      await run(world, removal({ versionId: "v2" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("removes a deleted version's results where the previous version was refused", async () => {
      refuse("v1", "IMAGE_CORRUPT");
      world.drop("cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ removed: 1 }));
      expect(world.results.size).to.equal(0);
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("removes a deleted version's results where there is no table", async () => {
      world.connections.records = noRecords;
      world.drop("cat.jpg@v1", "cat.jpg@v2");
      world.upload("cat.jpg@v0", "no image");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ restored: 1 }));
      expect(world.results.size).to.equal(0);
    });

    it("says that it removed results where there is no table, and the current version has its own", async () => {
      world.connections.records = noRecords;
      world.drop("cat.jpg@v2");
      world.store("processed/cat.jpg.png", "of v2", { "image-id": "id:source/cat.jpg@v2" });
      world.store("processed-cat.jpg", "of v1", { "image-id": "id:source/cat.jpg@v1" });
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ removed: 1 }));
      expect([...world.results.keys()]).to.deep.equal(["processed-cat.jpg"]);
    });

    it("keeps the record of a noncurrent version that still exists, even one that seems newer", async () => {
      // The record of the current version is not written yet, and both were uploaded in the same second.
      await upload("v3", "300x300", "03");
      world.records.delete("id:source/cat.jpg@v3");
      world.drop("cat.jpg@v1");
      await run(world, removal({ versionId: "v1", sequencer: "04" }));
      expect(ids()).to.include.members(["id:source/cat.jpg@v2", "id:source/cat.jpg@v3"]);
      expect(world.log.discarded).to.deep.equal(["source/cat.jpg@v2"]);
    });

    it("keeps the record of a deleted version that an upload has superseded since", async () => {
      await upload("v3", "300x300", "0A");
      world.drop("cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v2" }))).to.deep.equal(outcome({ ignored: 1 }));
      expect(world.records.size).to.equal(3);
      expect(result()).to.equal("processed of 300x300");
    });

    it("leaves a deleted version to the event of its own removal, if that is a later one", async () => {
      refuse("v1", "IMAGE_CORRUPT");
      await upload("v3", "300x300", "0A");
      world.outcomes.length = 0;
      world.drop("cat.jpg@v2", "cat.jpg@v3");
      await run(world, removal({ versionId: "v2", sequencer: "09" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1", "id:source/cat.jpg@v3"]);
      expect(removals()).to.deep.equal(["removed id:source/cat.jpg@v2"]);
      expect(world.results.size, "v1, which is current, has none").to.equal(0);
      await run(world, removal({ versionId: "v3", sequencer: "0B" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
      expect(removals()).to.deep.equal(["removed id:source/cat.jpg@v2", "removed id:source/cat.jpg@v3"]);
      expect(world.results.size).to.equal(0);
    });

    it("removes a deleted version whose event has the sequencer of the removal", async () => {
      world.drop("cat.jpg@v2");
      await run(world, removal({ versionId: "v2", sequencer: "02" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
    });

    it("removes results before the record, so that a removal that failed half-way can be repeated", async () => {
      const { store } = world.connections;
      world.drop("cat.jpg@v2");
      world.breakStore({ removeIf: fails(new Error("S3 is down")) });
      const dropped = removal({ versionId: "v2" });
      expect(await failure(run(world, dropped))).to.equal("S3 is down");
      expect(world.records.size).to.equal(2);
      world.connections.store = store;
      await run(world, dropped);
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v1"]);
      expect(result()).to.equal("processed of 100x100");
    });

    it("throws when it cannot find out whether a version exists", async () => {
      world.drop("cat.jpg@v2");
      world.breakStore({ open: fails(new Error("S3 is down")) });
      expect(await failure(run(world, removal({ versionId: "v2" })))).to.equal("S3 is down");
      expect(world.records.size).to.equal(2);
    });

    it("does not process again what was refused permanently", async () => {
      world.removeResults();
      refuse("v2", "IMAGE_CORRUPT");
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ ignored: 1 }));
      for (const reason of ["SUPERSEDED", "SOURCE_GONE"]) {
        refuse("v2", reason);
        expect(await run(world, removal({ versionId: "v1" })), reason).to.deep.equal(outcome({ restored: 1 }));
        expect(result(), reason).to.equal("processed of 200x200");
        world.removeResults();
      }
    });

    it("removes results of a deleted version for variants that the stack no longer has", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "old" });
      await upload("v3", "300x300", "03");
      world.variants.pop();
      world.drop("cat.jpg@v3");
      await run(world, removal({ versionId: "v3" }));
      expect([...world.results.keys()]).to.deep.equal(["processed-cat.jpg"]);
    });

    it("processes the current version again when a result under its key is another version's", async () => {
      world.store("processed-cat.jpg", "of v1", { "image-id": "id:source/cat.jpg@v1" });
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).to.equal("processed of 200x200");
    });

    it("ignores a key that is deleted between two looks at it: that deletion has an event of its own", async () => {
      const { store } = world.connections;
      let looks = 0;
      world.breakStore({
        current: (bucket, key) => {
          if (bucket === "source" && (looks += 1) === 2) hide();
          return store.current(bucket, key);
        },
      });
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ ignored: 1 }));
    });

    it("processes the current version again when its record is missing, or one of its results", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.records.delete("id:source/cat.jpg@v2");
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ restored: 1 }));
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ ignored: 1 }));
      world.variants.push({ ...first, name: "thumb" });
      expect(await run(world, removal({ versionId: "v1" }))).to.deep.equal(outcome({ restored: 1 }));
      expect([...world.results.keys()]).to.have.members(["processed-cat.jpg", "thumb-cat.jpg"]);
    });

    it("does not remove another original's result", async () => {
      world.upload("scan.tiff@v1", "tiff 50x50");
      world.upload("scan.jpg@v1", "jpeg 60x60");
      const handler = makeProcessImage(world.connections);
      await handler(s3Event({ key: "scan.tiff", versionId: "v1" }), context);
      await handler(s3Event({ key: "scan.jpg", versionId: "v1" }), context);
      world.drop("scan.tiff@v1");
      await run(world, removal({ key: "scan.tiff", versionId: "v1" }));
      expect([...world.results.keys()]).to.deep.equal(["processed-cat.jpg", "processed-scan.jpg"]);
      expect(world.results.get("processed-scan.jpg")?.bytes.toString()).to.equal("processed of 60x60");
    });

    it("does not remove an object that somebody else stored under a result's key", async () => {
      world.store("processed/cat.jpg.png", "foreign", { "original-id": "another" });
      await run(world, hide());
      expect([...world.results.keys()]).to.deep.equal(["processed/cat.jpg.png"]);
    });

    it("removes a converted original's results, whatever their format is", async () => {
      for (const format of ["jpeg", "png", "webp"] as const) {
        const [first] = world.variants as [PipelineWorld["variants"][0]];
        world.configure({ variants: [{ ...first, format }] });
        world.upload("scan.tiff@v1", "tiff 50x50");
        const event = s3Event({ key: "scan.tiff", versionId: "v1", sequencer: "0A" });
        await makeProcessImage(world.connections)(event, context);
        world.records.clear();
        world.drop("scan.tiff@v1");
        await run(world, removal({ key: "scan.tiff", versionId: "v1", sequencer: "0B" }));
        expect([...world.results.keys()], format).to.deep.equal(["processed-cat.jpg"]);
      }
    });

    it("removes the results of variants that the stack no longer has", async () => {
      const [first] = world.variants as [PipelineWorld["variants"][0]];
      world.variants.push({ ...first, name: "old" });
      await upload("v3", "300x300", "03");
      world.variants.pop();
      expect([...world.results.keys()]).to.have.members(["processed-cat.jpg", "old-cat.jpg"]);
      await run(world, hide());
      expect(world.results.size).to.equal(0);
    });

    it("makes the results again when the key was uploaded again while they were removed", async () => {
      const event = hide();
      const { store } = world.connections;
      world.breakStore({
        removeIf: async (...args) => {
          const removed = await store.removeIf(...args);
          world.upload("cat.jpg@v3", "jpeg 300x300");
          return removed;
        },
      });
      expect(await run(world, event)).to.deep.equal(outcome({ restored: 1 }));
      expect(result()).to.equal("processed of 300x300");
    });

    it("keeps the record of an upload that is newer than the removal", async () => {
      world.drop("cat.jpg@v1", "cat.jpg@v2");
      await run(world, removal({ sequencer: "01" }));
      expect(ids()).to.deep.equal(["id:source/cat.jpg@v2"]);
    });

    it("ignores folder markers, and throws failures", async () => {
      expect(await run(world, removal({ key: "album/" }))).to.deep.equal(outcome({ ignored: 1 }));
      world.breakStore({ current: fails(new Error("S3 is down")) });
      expect(await failure(run(world, removal()))).to.equal("S3 is down");
    });
  });
}
