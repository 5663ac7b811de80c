import { expect } from "chai";
import { loadFont } from "jimp";
import { SANS_16_BLACK } from "jimp/fonts";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Jimp } from "../src/jimp";
import { decodeResult, meanDifference } from "./support/compare";
import { encodePng, exampleJpeg, examplePng, scene } from "./support/images";

const [RED, WHITE] = [0xff0000ff, 0xffffffff];

describe("the exported Jimp", () => {
  it("writes a file of the format that its extension names", async () => {
    const dir = mkdtempSync(join(tmpdir(), "jimp-"));
    try {
      const image = (await Jimp.fromBuffer(exampleJpeg())).cover({ w: 20, h: 10 });
      const signatures = {
        jpg: "ffd8ff",
        png: "89504e47",
        webp: "52494646",
        bmp: "424d",
        gif: "47494638",
        tiff: "4d4d002a",
      };
      for (const [extension, signature] of Object.entries(signatures)) {
        const path = `${join(dir, "image")}.${extension}` as const;
        await image.write(path);
        const file = readFileSync(path);
        expect(file.toString("hex", 0, signature.length / 2), extension).to.equal(signature);
        expect(await Jimp.read(path), extension).to.include({ width: 20, height: 10 });
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it("returns a data URL of the bytes that getBuffer returns", async () => {
    const image = (await Jimp.fromBuffer(exampleJpeg())).resize({ w: 9 });
    const bytes = await image.getBuffer("image/jpeg", { quality: 30 });
    const url = await image.getBase64("image/jpeg", { quality: 30 });
    expect(url).to.equal(`data:image/jpeg;base64,${bytes.toString("base64")}`);
  });

  it("writes BMP, GIF and TIFF with the image's pixels, of one that was not decoded yet", async () => {
    const file = encodePng(scene(24, 18));
    for (const [mime, limit] of [
      ["image/bmp", 0],
      ["image/tiff", 0],
      ["image/gif", 12],
    ] as const) {
      const written = await Jimp.fromBuffer(await (await Jimp.fromBuffer(file)).getBuffer(mime));
      expect(written.mime).to.equal(mime);
      expect(meanDifference(written.bitmap, await decodeResult(file)), mime).to.be.at.most(limit);
    }
  });

  it("prints text", async () => {
    const image = new Jimp({ width: 60, height: 24, color: WHITE });
    image.print({ font: await loadFont(SANS_16_BLACK), x: 2, y: 2, text: "Ill" });
    const dark = image.bitmap.data.filter((value, at) => at % 4 === 0 && value < 64).length;
    expect(dark).to.be.within(20, 400);
    expect(image.getPixelColor(59, 23)).to.equal(WHITE);
  });

  it("crops a border of one colour, of an image that was not decoded yet", async () => {
    const framed = new Jimp({ width: 30, height: 20, color: WHITE });
    framed.composite(new Jimp({ width: 10, height: 6, color: RED }), 5, 7);
    const image = (await Jimp.fromBuffer(await framed.getBuffer("image/png"))).autocrop();
    expect([image.width, image.height, image.getPixelColor(0, 0)]).to.deep.equal([10, 6, RED]);
  });

  it("composites an image that was not decoded yet over another, in its opacity", async () => {
    const back = await Jimp.fromBuffer(examplePng());
    const outside = back.getPixelColor(0, 0);
    const mark = (await Jimp.fromBuffer(encodePng(new Jimp({ width: 8, height: 8, color: RED }).bitmap))).resize({
      w: 4,
    });
    back.composite(mark, 10, 20);
    expect([back.getPixelColor(10, 20), back.getPixelColor(13, 23)]).to.deep.equal([RED, RED]);
    expect(back.getPixelColor(0, 0)).to.equal(outside);
    const half = new Jimp({ width: 8, height: 8, color: WHITE }).composite(mark, 0, 0, { opacitySource: 0.5 });
    expect((half.getPixelColor(1, 1) >>> 16) & 255).to.be.within(125, 130);
  });

  it("takes of a bitmap's bytes no more than they are, although they are a part of others", () => {
    const all = Buffer.alloc(64, 7);
    const own = all.subarray(16, 32).fill(9);
    const image = Jimp.fromBitmap({ data: own, width: 2, height: 2 });
    expect([...image.bitmap.data]).to.deep.equal(Array(16).fill(9));
    own.fill(1);
    expect(image.getPixelColor(0, 0)).to.equal(0x09090909);
  });
});
