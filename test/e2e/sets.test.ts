import { createHash } from "node:crypto";

import { expect } from "chai";
import sharp from "sharp";
import type { VariantRecord } from "../../handlers/contract";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";

const variants = [
  { name: "thumb", width: 40, height: 40 },
  { name: "hero", widths: [80, 160, 320], format: "each", formats: ["jpeg", "webp"] },
  { name: "page", widths: [100, 200] },
];

describe("sets of widths and formats in the embedded run", function () {
  this.timeout(HANG_TIMEOUT_MS);
  for (const workflow of [false, true]) {
    describe(workflow ? "through the workflow" : "through the direct trigger", () => {
      let pipeline: Pipeline;
      before(async () => {
        pipeline = await Pipeline.start({ variants, workflow, describe: true });
      });
      after(() => pipeline.close());
      const variantsOf = async (key: string, version?: string) => {
        const records = await pipeline.records(key);
        const record = records.find((one) => version === undefined || one.version_id === version);
        return (record?.variants ?? []) as readonly VariantRecord[];
      };

      it("makes the widths that the original has, in each format, and records what was stored", async () => {
        await pipeline.put("wide.jpg", await jpeg(240, 120));
        const record = await variantsOf("wide.jpg");
        expect(record.map(({ key, size, set }) => [key, size, set])).to.deep.equal([
          ["thumb-wide.jpg", "40x40", undefined],
          ["hero_80_jpeg/wide.jpg.jpg", "80x40", "hero"],
          ["hero_80_webp/wide.jpg.webp", "80x40", "hero"],
          ["hero_160_jpeg/wide.jpg.jpg", "160x80", "hero"],
          ["hero_160_webp/wide.jpg.webp", "160x80", "hero"],
          ["hero_320_jpeg/wide.jpg.jpg", "240x120", "hero"],
          ["hero_320_webp/wide.jpg.webp", "240x120", "hero"],
          ["page_100-wide.jpg", "100x50", "page"],
          ["page_200-wide.jpg", "200x100", "page"],
        ]);
        const [{ placeholder, colour, perceptual_hash: hash } = {}] = await pipeline.records("wide.jpg");
        expect(placeholder).to.match(/^[A-Za-z0-9+/]+=*$/);
        expect(colour).to.have.all.keys("average", "dominant");
        expect(hash).to.match(/^[0-9a-f]{16}$/);
        const stored: Record<string, Buffer> = {};
        for (const { key, size, bytes, content_type: type, digest } of record) {
          const result = await pipeline.result(key);
          stored[key] = result?.bytes ?? Buffer.alloc(0);
          expect(result?.ContentType, key).to.equal(type);
          expect(stored[key], key).to.have.length(bytes);
          expect(createHash("sha256").update(stored[key]).digest("base64url"), key).to.equal(digest);
          const { width, height, format } = await sharp(stored[key]).metadata();
          expect([`${width}x${height}`, `image/${format}`], key).to.deep.equal([size, type]);
        }
        expect(await pipeline.resultKeys()).to.have.members(Object.keys(stored));
      });

      it("removes the widths that a smaller version does not have", async () => {
        const version = await pipeline.put("wide.jpg", await jpeg(80, 40));
        const keys = (await variantsOf("wide.jpg", version)).map(({ key }) => key);
        expect(keys).to.have.members([
          ...["thumb-wide.jpg", "hero_80_jpeg/wide.jpg.jpg", "hero_80_webp/wide.jpg.webp", "page_100-wide.jpg"],
        ]);
        expect(await pipeline.resultKeys()).to.have.members(keys);
      });
    });
  }
});
