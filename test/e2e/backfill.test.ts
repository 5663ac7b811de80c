import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { expect } from "chai";

import { backfill, type BackfillOptions } from "../../commands/operate/backfill";
import { openCheckpoint } from "../../commands/operate/checkpoint";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { useStack } from "../support/e2e/stacks";

const fit = { fit: "inside", quality: 75, background: "#ffffff" };
const first = [
  { name: "processed", width: 300, height: 300, ...fit, fit: "cover" },
  { name: "thumb", width: 40, height: 40, ...fit },
];
const changed = [
  { name: "processed", width: 300, height: 300, ...fit, fit: "cover" },
  { name: "thumb", width: 20, height: 20, ...fit },
];

for (const kind of ["direct", "workflow"] as const) {
  describe(`a backfill (${kind})`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    const stack = useStack(kind);
    let image: Buffer;
    let dir: string;
    const keys = ["backfill/a b.jpg", "backfill/ü+%.jpg", "backfill/z.jpg"];
    before(async () => {
      [image, dir] = [await jpeg(320, 240), mkdtempSync(path.join(tmpdir(), "backfill-"))];
      await stack().reconfigure({ variants: first });
      for (const key of keys) await stack().put(key, image);
    });
    after(async () => {
      rmSync(dir, { recursive: true });
      await stack().reconfigure({ variants: [first[0]] });
    });

    /** Runs the command as a role with the documented policy, until the services are idle. */
    const run = async (options: Partial<BackfillOptions> = {}, { err = new Lines(), signal = unstopped } = {}) => {
      const all = { prefix: "backfill/", rate: 1000, ...options };
      const report = await backfill(connectedAs(stack(), "backfill"), all, { err, signal, dir });
      await stack().cloud.idle();
      return report;
    };
    const recordOf = async (key: string) => (await stack().records(key))[0];
    const etags = async () => {
      const results = keys.flatMap((key) => [`processed-${key}`, `thumb-${key}`]);
      const found = await Promise.all(results.map((key) => stack().result(key)));
      return Object.fromEntries(results.map((key, at) => [key, found[at]?.VersionId]));
    };

    it("makes results and records of a bucket that was full before", async () => {
      const { services } = stack().cloud;
      const { destinationBucket } = stack().outputs;
      await services.s3.emptyBucket(destinationBucket);
      for (const key of keys) await stack().deleteRecords(key);
      expect(await run({ dryRun: true })).to.deep.equal({ sent: 3, unchanged: 0, failed: 0 });
      expect(await stack().resultKeys()).to.deep.equal([]);
      expect(await run()).to.deep.equal({ sent: 3, unchanged: 0, failed: 0 });
      expect(await stack().resultKeys()).to.have.members(keys.flatMap((key) => [`processed-${key}`, `thumb-${key}`]));
      for (const key of keys) expect(await recordOf(key), key).to.include({ status: "PROCESSED" });
    });

    it("sends nothing where everything is as it should be", async () => {
      expect(await run({ changed: true })).to.deep.equal({ sent: 0, unchanged: 3, failed: 0 });
    });

    it("makes what a change of variants concerns, and leaves the rest alone", async () => {
      await stack().reconfigure({ variants: changed });
      const before = await etags();
      expect(await run({ changed: true })).to.deep.equal({ sent: 3, unchanged: 0, failed: 0 });
      const after = await etags();
      for (const key of keys) {
        expect(after[`processed-${key}`], key).to.equal(before[`processed-${key}`]);
        expect(after[`thumb-${key}`], key).not.to.equal(before[`thumb-${key}`]);
        const { variants } = (await recordOf(key)) as { variants: { name: string; size: string }[] };
        expect(variants.map(({ name, size }) => [name, size])).to.deep.equal([
          ["processed", "300x300"],
          ["thumb", "20x15"],
        ]);
      }
      expect(await run({ changed: true })).to.deep.equal({ sent: 0, unchanged: 3, failed: 0 });
    });

    it("goes on where an earlier run stopped", async () => {
      const same = { prefix: "backfill/", variants: undefined, changed: false };
      openCheckpoint("backfill-dev", same, false, dir).reached("backfill/a b.jpg");
      expect(await run({ resume: true })).to.deep.equal({ sent: 2, unchanged: 0, failed: 0 });
      const stopped = new AbortController();
      stopped.abort();
      expect(await run({}, { signal: stopped.signal })).to.include({ sent: 0 });
    });

    it("loses nothing where two run at once", async () => {
      await Promise.all([run({ variants: ["processed"] }), run({ variants: ["thumb"] }), run()]);
      expect(await run({ changed: true })).to.deep.equal({ sent: 0, unchanged: 3, failed: 0 });
      for (const key of keys) expect(await stack().records(key), key).to.have.length(1);
    });

    it("makes the variants that are asked for", async () => {
      const { s3, outputs } = stack();
      for (const key of keys) {
        await s3.send(new DeleteObjectCommand({ Bucket: outputs.destinationBucket, Key: `processed-${key}` }));
      }
      const before = await etags();
      expect(await run({ variants: ["processed"] })).to.include({ sent: 3 });
      const after = await etags();
      for (const key of keys) expect(after[`thumb-${key}`], key).to.equal(before[`thumb-${key}`]);
      for (const key of keys) expect(after[`processed-${key}`], key).to.be.a("string");
    });
  });
}
