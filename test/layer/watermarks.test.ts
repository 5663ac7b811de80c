import { expect } from "chai";
import type { ImageClass } from "../../handlers/ports/image";
import { Jimp } from "../../layer/jimp";
import { bucketWatermarks } from "../../layer/watermarks";
import { encodePng, scene, truncatedJpeg } from "../../packages/fast-jimp/test/support/images";
import { memoryObjectStore } from "../handlers/memory-object-store";

describe("watermarks", () => {
  const { store, upload, createBucket, log } = memoryObjectStore();
  let opened = 0;
  const counting: ImageClass = {
    fromBuffer: (bytes, limits) => {
      opened++;
      return Jimp.fromBuffer(bytes, limits);
    },
  };
  createBucket("source", true);
  const watermarks = bucketWatermarks(store, "source", counting);
  const put = (key: string, versionId: string, bytes: Buffer) => upload({ bucket: "source", key, versionId }, bytes);
  const problemOf = (key: string): Promise<Error & { code?: string }> =>
    watermarks.read(key).then(
      () => Promise.reject(new Error("it was read")),
      (error: Error) => error,
    );

  it("are read once, and again when there is another version", async () => {
    put("logo.png", "v1", encodePng(scene(8, 6)));
    const [first] = [await watermarks.read("logo.png"), await watermarks.read("logo.png")];
    expect([first.width, first.height, opened, log.read.length]).to.deep.equal([8, 6, 1, 1]);
    put("logo.png", "v2", encodePng(scene(4, 3)));
    expect((await watermarks.read("logo.png")).width).to.equal(4);
    expect(opened).to.equal(2);
  });

  it("fail under a code of their own where they are missing, broken or too large, and are tried again", async () => {
    put("text.png", "v1", Buffer.from("no image"));
    put("cut.jpg", "v1", truncatedJpeg());
    put("large.png", "v1", encodePng(scene(2001, 2000)));
    for (const [key, why] of [
      ["gone.png", "source has no such object"],
      ["text.png", "The file is not an image."],
      ["cut.jpg", "The JPEG file is corrupt"],
      ["large.png", "at most 4 are accepted"],
    ] as const) {
      const { code, message } = await problemOf(key);
      expect(code, key).to.equal("WATERMARK_UNUSABLE");
      expect(message).to.include(`The watermark ${key} cannot be used: `).and.to.include(why);
    }
    const before = opened;
    await problemOf("text.png");
    expect(opened).to.equal(before + 1);
  });
});
