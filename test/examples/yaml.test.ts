import { expect } from "chai";
import type { RunningStack } from "@image-pipeline/local-pulumi";
import sharp from "sharp";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { colourAt, jpeg } from "../support/e2e/images";
import { bringUpExample, outputsOf, processed } from "./support/example";

describe("the example in YAML, through the plugin", function () {
  this.timeout(HANG_TIMEOUT_MS);

  it("is previewed", async () => {
    const running = await bringUpExample("yaml", { dryRun: true });
    try {
      const { changes, resources } = running.run;
      expect(Object.keys(changes)).to.deep.equal(["create"]);
      expect(resources.map(({ type }) => type)).to.include("image-pipeline:index:ImagePipeline");
    } finally {
      await running.close();
    }
  });

  describe("on the embedded services", () => {
    let running: RunningStack;
    before(async () => void (running = await bringUpExample("yaml")));
    after(() => running.close());

    it("makes the variants of the file, and has the outputs of the file", async () => {
      const { sourceBucket = "", destinationBucket: bucket = "", metadataTable, uploads } = outputsOf(running);
      expect(metadataTable).to.match(/^images?-/);
      expect(uploads).to.match(/^http.*\/upload$/);
      const body = await jpeg(1600, 900);
      const original = { bucket: sourceBucket, key: "chair.jpg", body };
      const card = await processed(running.cloud, original, { bucket, key: "card-chair.jpg" });
      expect(await sharp(card).metadata()).to.include({ format: "jpeg", width: 640, height: 360 });
      const icon = await processed(running.cloud, original, { bucket, key: "icon/chair.jpg.webp" });
      const corner = await colourAt(icon, 0, 0);
      expect(Math.max(...corner) - Math.min(...corner)).to.be.below(8);
    });

    it("holds each function's text alone in its archive, as a stack of the repository does", () => {
      const functions = running.run.resources.filter(({ type }) => type === "aws:lambda/function:Function");
      expect(functions).not.to.have.length(0);
      for (const { inputs, urn } of functions) {
        const { assets } = inputs["code"] as unknown as { assets: object };
        expect(Object.keys(assets), urn).to.deep.equal(["__index.js"]);
      }
    });

    it("is brought up again without a change, and destroyed", async () => {
      const again = await running.update();
      expect(again.failure).to.equal(undefined);
      expect(Object.keys(again.changes)).to.deep.equal(["same"]);
      expect((await running.destroy()).failure).to.equal(undefined);
    });
  });
});
