import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { backfill, type BackfillOptions } from "../../commands/operate/backfill";
import { reconcile } from "../../commands/operate/reconcile";
import type { VariantRecord } from "../../handlers/contract";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { connectedAs, Lines, unstopped } from "../support/e2e/operate";
import { Pipeline } from "../support/e2e/pipeline";

const thumb = (edgePx: number) => ({ name: "thumb", width: edgePx, height: edgePx });
const photos = {
  prefix: "photos/",
  suffixes: [".jpg"],
  variants: [thumb(80), { name: "page", widths: [100, 200] }],
};
const avatars = { prefix: "avatars/", suffixes: [".jpg"], variants: [thumb(20)] };

describe("routes in the embedded run", function () {
  this.timeout(HANG_TIMEOUT_MS);
  for (const workflow of [false, true]) {
    describe(workflow ? "through the workflow" : "through the direct trigger", () => {
      let pipeline: Pipeline;
      let image: Buffer;
      let dir: string;
      before(async () => {
        [image, dir] = [await jpeg(320, 160), mkdtempSync(path.join(tmpdir(), "routes-"))];
        pipeline = await Pipeline.start({ routes: [photos, avatars], workflow });
      });
      after(async () => {
        rmSync(dir, { recursive: true });
        await pipeline.close();
      });
      const sizesOf = async (key: string) =>
        (await pipeline.records(key)).map(({ variants }) =>
          (variants as readonly VariantRecord[]).map(({ key: result, size }) => [result, size]),
        );
      const ofPhoto = ["thumb-photos/cat.jpg", "page_100-photos/cat.jpg", "page_200-photos/cat.jpg"];
      const ofAvatar = ["thumb-avatars/cat.jpg"];
      const run = async (options: Partial<BackfillOptions> = {}) => {
        const io = { err: new Lines(), signal: unstopped, dir };
        const report = await backfill(connectedAs(pipeline, "backfill"), { rate: 1000, ...options }, io);
        await pipeline.cloud.idle();
        return report;
      };

      it("make of each key the variants of its own route, and nothing of other keys", async () => {
        for (const key of ["photos/cat.jpg", "avatars/cat.jpg", "cat.jpg", "other/cat.jpg", "avatars/cat.png"]) {
          await pipeline.put(key, image);
        }
        expect(await pipeline.resultKeys()).to.have.members([...ofPhoto, ...ofAvatar]);
        expect(await sizesOf("photos/cat.jpg")).to.deep.equal([
          [
            [ofPhoto[0], "80x80"],
            [ofPhoto[1], "100x50"],
            [ofPhoto[2], "200x100"],
          ],
        ]);
        expect(await sizesOf("avatars/cat.jpg")).to.deep.equal([[[ofAvatar[0], "20x20"]]]);
        expect(await pipeline.allRecords()).to.have.length(2);
        expect(await pipeline.deadLetters()).to.deep.equal([]);
      });

      it("are all backfilled, or those that have the variants that are asked for", async () => {
        await pipeline.cloud.services.s3.emptyBucket(pipeline.outputs.destinationBucket);
        expect(await run({ variants: ["page"] })).to.deep.equal({ sent: 1, unchanged: 0, failed: 0 });
        expect(await pipeline.resultKeys()).to.have.members(ofPhoto.slice(1));
        expect(await run({ changed: true })).to.deep.equal({ sent: 2, unchanged: 0, failed: 0 });
        expect(await pipeline.resultKeys()).to.have.members([...ofPhoto, ...ofAvatar]);
        expect(await run({ prefix: "avatars/" })).to.deep.equal({ sent: 1, unchanged: 0, failed: 0 });
        await pipeline.reconfigure({ routes: [photos, { ...avatars, variants: [thumb(10)] }] });
        expect(await run({ changed: true })).to.deep.equal({ sent: 1, unchanged: 1, failed: 0 });
        expect(await sizesOf("avatars/cat.jpg")).to.deep.equal([[[ofAvatar[0], "10x10"]]]);
      });

      it("are reconciled, each with its own variants, and other keys left alone", async () => {
        const found: string[] = [];
        const io = {
          err: new Lines(),
          signal: unstopped,
          dir,
          found: ({ state, what, code, key }: { state: string; what: string; code: string; key: string }) =>
            void found.push(`${state} ${what} ${code} ${key}`),
        };
        const reconciled = async (repair: boolean) => {
          found.length = 0;
          await reconcile(connectedAs(pipeline, "reconcile"), { rate: 1000, minAgeMs: 0, repair }, io);
          await pipeline.cloud.idle();
          return [...found].sort();
        };
        expect(await reconciled(false)).to.deep.equal([]);
        // A variant of the other route, and a key of none.
        const own = await pipeline.result("thumb-avatars/cat.jpg");
        for (const Key of ["page_100-avatars/cat.jpg", "thumb-other/cat.jpg"]) {
          const input = { Bucket: pipeline.outputs.destinationBucket, Key, Body: image, Metadata: own?.Metadata };
          await pipeline.s3.send(new PutObjectCommand(input));
        }
        const stray = "orphaned result VARIANT_GONE page_100-avatars/cat.jpg";
        expect(await reconciled(true)).to.deep.equal([stray]);
        expect(await reconciled(false)).to.deep.equal([]);
        expect(await pipeline.resultKeys()).to.have.members([...ofPhoto, ...ofAvatar, "thumb-other/cat.jpg"]);
      });

      it("are followed by what is removed", async () => {
        await pipeline.remove("photos/cat.jpg");
        expect(await pipeline.resultKeys()).to.have.members([...ofAvatar, "thumb-other/cat.jpg"]);
        expect(await pipeline.records("photos/cat.jpg")).to.deep.equal([]);
        await pipeline.remove("avatars/cat.jpg");
        expect(await pipeline.resultKeys()).to.deep.equal(["thumb-other/cat.jpg"]);
      });
    });
  }
});
