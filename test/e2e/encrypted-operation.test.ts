import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { backfill } from "../../commands/operate/backfill";
import { deleteImage, keyOfImage } from "../../commands/operate/delete-image";
import { policyFor } from "../../commands/operate/policies";
import { reconcile } from "../../commands/operate/reconcile";
import { redrive } from "../../commands/operate/redrive";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { connected, connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { Pipeline } from "../support/e2e/pipeline";

for (const workflow of [false, true]) {
  describe(`the commands on a stack with encryption: kms (${workflow ? "workflow" : "direct"})`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    const key = "encrypted/cat.jpg";
    let pipeline: Pipeline;
    let dir: string;
    before(async () => {
      dir = mkdtempSync(path.join(tmpdir(), "encrypted-"));
      pipeline = await Pipeline.start({ encryption: "kms", workflow });
      await pipeline.put(key, await jpeg(320, 240));
    });
    after(async () => {
      await pipeline.close();
      rmSync(dir, { recursive: true });
    });

    const io = () => ({ err: new Lines(), signal: unstopped, dir });
    const statuses = async () => {
      await pipeline.cloud.idle();
      return (await pipeline.records(key)).map(({ status }) => status);
    };

    it("name the stack's key, and use it through services only", () => {
      const { Statement } = policyFor("reconcile", connected(pipeline));
      const uses = Statement.filter(({ Action }) => Action.some((action) => action.startsWith("kms:")));
      expect(uses).to.have.length(workflow ? 2 : 1);
      for (const { Resource, Condition } of uses) {
        expect(Resource).to.deep.equal([pipeline.output("encryptionKeyArn")]);
        expect(Condition).to.have.nested.property("StringEquals.kms:ViaService");
      }
    });

    it("backfill with their policy alone", async () => {
      await pipeline.deleteRecords(key);
      const stack = connectedAs(pipeline, "backfill");
      expect(await backfill(stack, { rate: 1000, changed: true }, io())).to.include({ sent: 1, failed: 0 });
      expect(await statuses()).to.deep.equal(["PROCESSED"]);
      expect(await backfill(stack, { rate: 1000, changed: true }, io())).to.include({ sent: 0, unchanged: 1 });
    });

    it("redrive with their policy alone", async () => {
      const restore = await pipeline.dropTable();
      await pipeline.put(key, await jpeg(160, 120));
      await restore();
      const stack = connectedAs(pipeline, "redrive");
      expect(await redrive(stack, { rate: 1000 }, io())).to.include({ sent: 1, failed: 0 });
      expect(await statuses()).to.deep.equal(["PROCESSED"]);
    });

    it("reconcile and repair with their policy alone", async () => {
      await pipeline.deleteRecords(key);
      const stack = connectedAs(pipeline, "reconcile");
      const options = { rate: 1000, minAgeMs: 0, repair: true };
      const { counts } = await reconcile(stack, options, { ...io(), found: () => undefined });
      expect(counts).to.include({ missing: 1, repaired: 1, failed: 0 });
      expect(await statuses()).to.deep.equal(["PROCESSED"]);
    });

    it("delete an image for good with their policy alone", async () => {
      const [record] = await pipeline.records(key);
      const stack = connectedAs(pipeline, "delete-image");
      expect(await keyOfImage(stack, String(record?.["image_id"]))).to.equal(key);
      const { versions, records } = await deleteImage(stack, key, unstopped);
      expect([versions.length, records.length]).to.deep.equal([2, 1]);
      expect(await statuses()).to.deep.equal([]);
    });
  });
}
