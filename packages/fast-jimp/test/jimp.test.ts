import { createJimp } from "@jimp/core";
import { expect } from "chai";
import { Jimp, jpeg, png, resizePlugin, webp } from "../src/jimp";
import { decodeResult, meanDifference } from "./support/compare";
import { encodePng, exampleBmp, exampleGif, exampleJpeg, examplePng, exampleTiff, scene } from "./support/images";

const Eager = createJimp({ formats: [jpeg, png, webp], plugins: [resizePlugin] });

describe("formats and plugin in a Jimp", () => {
  it("read every format", async () => {
    const files = { jpeg: exampleJpeg(), png: examplePng(), gif: exampleGif(), bmp: exampleBmp(), tiff: exampleTiff() };
    for (const [kind, file] of Object.entries(files)) {
      const image = await Jimp.fromBuffer(file);
      expect([image.mime, image.width, image.height], kind).to.deep.equal([`image/${kind}`, 96, 64]);
    }
  });

  it("resize an image while it is decoded, with nearly the result of a resize afterwards", async () => {
    for (const [mime, file] of [
      ["image/jpeg", exampleJpeg({ width: 400, height: 300 })],
      ["image/png", examplePng({ width: 400, height: 300 })],
    ] as const) {
      const during = await Eager.fromBuffer(file, {
        "image/jpeg": { resize: { w: 40, h: 30 } },
        "image/png": { resize: { w: 40, h: 30 } },
      });
      const after = (await Jimp.fromBuffer(file)).resize({ w: 40, h: 30 });
      expect([during.width, during.height, after.width, after.height]).to.deep.equal([40, 30, 40, 30]);
      expect(meanDifference(during.bitmap, after.bitmap), mime).to.be.below(2);
      expect(during.resize({ w: 40, h: 30 }).bitmap, "a second resize has nothing to do").to.equal(during.bitmap);
    }
  });

  it("keep the aspect ratio where one side is omitted, and refuse an invalid size", async () => {
    const image = await Jimp.fromBuffer(encodePng(scene(90, 60)));
    expect(image.clone().resize({ w: 30 })).to.include({ width: 30, height: 20 });
    expect(image.clone().resize({ h: 30 })).to.include({ width: 45, height: 30 });
    for (const w of [-1, NaN, Infinity, 70000])
      expect(() => image.clone().resize({ w, h: 10 }), `${w}`).to.throw(RangeError, "expected a number 0..65535");
    // As jimp rounds.
    expect(image.clone().resize({ w: 1.5, h: 0 })).to.include({ width: 2, height: 1 });
  });

  it("write files that sharp reads, oriented by jimp, with the codec's options", async () => {
    const image = (await Jimp.fromBuffer(exampleJpeg({ orientation: 6 }))).resize({ w: 32 });
    expect([image.width, image.height]).to.deep.equal([32, 48]);
    for (const mime of ["image/jpeg", "image/png", "image/webp"] as const) {
      const result = await decodeResult(await image.getBuffer(mime));
      expect(meanDifference(result, image.bitmap), mime).to.be.below(5);
    }
    const [low, high] = [
      await image.getBuffer("image/jpeg", { quality: 10 }),
      await image.getBuffer("image/jpeg", { quality: 95 }),
    ];
    expect(low.length).to.be.below(high.length);
  });

  it("work in a custom Jimp, with its other methods", async () => {
    const Own = createJimp({ formats: [jpeg, png, webp], plugins: [resizePlugin] });
    const image = new Own({ width: 20, height: 10, color: 0x336699ff });
    const copy = await Own.fromBuffer(await image.resize({ w: 10 }).getBuffer("image/png"));
    expect([copy.width, copy.height, copy.getPixelColor(3, 3)]).to.deep.equal([10, 5, 0x336699ff]);
  });

  it("flatten transparency for JPEG on the image's background, as jimp does", async () => {
    const image = await Jimp.fromBuffer(
      encodePng({ width: 16, height: 16, data: Buffer.alloc(1024) }, { alpha: true }),
    );
    image.background = 0xff0000ff;
    const { data } = await decodeResult(await image.getBuffer("image/jpeg"));
    expect([...data.subarray(0, 3)].map((value) => value > 128)).to.deep.equal([true, false, false]);
  });
});
