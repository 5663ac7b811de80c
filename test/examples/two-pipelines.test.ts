import { expect } from "chai";
import type { RunningStack } from "@image-pipeline/local-pulumi";
import sharp from "sharp";

import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { bringUpExample, outputsOf, processed } from "./support/example";

describe("the example of two pipelines", function () {
  this.timeout(HANG_TIMEOUT_MS);

  it("is previewed", async () => {
    const running = await bringUpExample("two-pipelines", { dryRun: true });
    try {
      const { changes, resources } = running.run;
      expect(Object.keys(changes)).to.deep.equal(["create"]);
      const pipelines = resources.filter(({ type }) => type === "image-pipeline:infra:ImagePipeline");
      expect(pipelines.map(({ urn }) => urn.split("::").at(-1))).to.have.members(["photos", "avatars"]);
    } finally {
      await running.close();
    }
  });

  describe("on the embedded services", () => {
    let running: RunningStack;
    let outputs: Record<string, string>;
    before(async () => {
      running = await bringUpExample("two-pipelines");
      outputs = outputsOf(running);
    });
    after(() => running.close());

    it("has stores of its own in each", () => {
      const names = ["photosBucket", "photosResults", "photosTable", "avatarsBucket", "avatarsResults", "avatarsTable"];
      expect(Object.keys(outputs)).to.have.members(names);
      expect(new Set(Object.values(outputs))).to.have.length(names.length);
    });

    it("makes of an upload what its own pipeline makes", async () => {
      const body = await jpeg(1600, 900);
      const { photosBucket = "", photosResults = "", avatarsBucket = "", avatarsResults = "" } = outputs;
      const photo = { bucket: photosBucket, key: "chair.jpg", body };
      const card = await processed(running.cloud, photo, { bucket: photosResults, key: "card-chair.jpg" });
      expect(await sharp(card).metadata()).to.include({ format: "jpeg", width: 640, height: 360 });
      const avatar = { bucket: avatarsBucket, key: "anna.jpg", body };
      const icon = await processed(running.cloud, avatar, { bucket: avatarsResults, key: "icon/anna.jpg.webp" });
      expect(await sharp(icon).metadata()).to.include({ format: "webp", width: 96, height: 96 });
    });

    it("is brought up again without a change, and destroyed", async () => {
      const again = await running.update();
      expect(again.failure).to.equal(undefined);
      expect(Object.keys(again.changes)).to.deep.equal(["same"]);
      expect((await running.destroy()).failure).to.equal(undefined);
    });
  });
});
