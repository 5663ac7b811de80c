import { HorizontalAlign, VerticalAlign } from "@jimp/core";
import { expect } from "chai";
import { ImageError } from "../src";
import { Jimp } from "../src/jimp";
import type { VariantSpec } from "./support/render";
import { makeCorpus, type Seed } from "./fuzz/corpus";
import { digestOf, qualities, recordedImages, variants } from "./recorded/renditions";
import { decodeResult, meanDifference, pixelAt } from "./support/compare";
import { encodePng, exampleJpeg, examplePng, hugeHeaderPng, scene } from "./support/images";

const BACKGROUND = 0x1080c0ff;

/** As jimp's users write it: one clone for each rendition. */
async function renderWithJimp(file: Buffer, quality: "fast" | "best"): Promise<Buffer[]> {
  const image = await Jimp.fromBuffer(file, { quality });
  image.background = BACKGROUND;
  const renditions = variants.map(({ fit, width: w, height: h }) => {
    const clone = image.clone();
    if (fit === "cover") return clone.cover({ w, h });
    if (fit === "contain") return clone.contain({ w, h });
    if (fit === "fill") return clone.resize({ w, h });
    return clone.scaleToFit(clone.width > w || clone.height > h ? { w, h } : { w: clone.width, h: clone.height });
  });
  const buffers: Buffer[] = [];
  for (const [i, { format, quality: level }] of variants.entries()) {
    const rendition = renditions[i] as (typeof renditions)[number];
    if (format === "png") buffers.push(await rendition.getBuffer("image/png"));
    else if (format === "webp") buffers.push(await rendition.getBuffer("image/webp", { quality: level }));
    else buffers.push(await rendition.getBuffer("image/jpeg", { quality: level }));
  }
  return buffers;
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => "none",
    (reason: unknown) => reason,
  );
  if (error instanceof ImageError) return error.code;
  throw new Error(`expected a refusal but got ${String(error)}`);
};

describe("a lazily decoded Jimp", () => {
  let corpus: Seed[];
  before(async () => {
    corpus = await makeCorpus();
  });

  it("says how long each step has taken so far, for all clones of a file together", async () => {
    const image = await Jimp.fromBuffer(encodePng(scene(400, 300)));
    expect(image.stepTimes).to.deep.equal({ decodeMs: 0, resizeMs: 0, encodeMs: 0 });
    const startedAt = performance.now();
    await image.clone().cover({ w: 40, h: 30 }).getBuffer("image/jpeg");
    const once = image.stepTimes ?? { decodeMs: NaN, resizeMs: NaN, encodeMs: NaN };
    const { decodeMs, resizeMs, encodeMs } = once;
    expect(Math.min(decodeMs, resizeMs, encodeMs)).to.be.above(0);
    expect(decodeMs + resizeMs + encodeMs).to.be.at.most(performance.now() - startedAt);
    const clone = image.clone().cover({ w: 20, h: 10 });
    await clone.getBuffer("image/webp");
    expect(clone.stepTimes?.decodeMs).to.equal(decodeMs);
    expect(clone.stepTimes?.resizeMs).to.be.above(resizeMs);
    expect(clone.stepTimes?.encodeMs).to.be.above(encodeMs);
    const pixels = { data: Buffer.alloc(4), width: 1, height: 1 };
    expect(Jimp.fromBitmap(pixels).stepTimes).to.equal(undefined);
  });

  it("counts a decode for pixels that are read at once", async () => {
    for (const file of [exampleJpeg(), examplePng()]) {
      const image = await Jimp.fromBuffer(file);
      image.getPixelColor(0, 0);
      expect(image.stepTimes?.decodeMs).to.be.above(0);
    }
  });

  it("gives the bytes that are recorded of a renderer that decodes at once, for every kind of file", async () => {
    const images = recordedImages();
    // That renderer could not read the others.
    expect(corpus.map(({ name }) => name)).to.include.members(images.map(({ name }) => name));
    for (const { name, file, digests } of images) {
      for (const quality of qualities) {
        const found = await renderWithJimp(Buffer.from(file, "base64"), quality);
        const foundDigests = await Promise.all(found.map((bytes, i) => digestOf(bytes, variants[i] as VariantSpec)));
        expect(foundDigests, `${name}, ${quality}`).to.deep.equal(digests[quality]);
      }
    }
  });

  it("has type and size from the header, and refuses by it", async () => {
    const image = await Jimp.fromBuffer(exampleJpeg({ orientation: 6 }));
    expect([image.mime, image.width, image.height]).to.deep.equal(["image/jpeg", 64, 96]);
    expect(await codeOf(Jimp.fromBuffer(hugeHeaderPng()))).to.equal("IMAGE_TOO_LARGE");
    expect(await codeOf(Jimp.fromBuffer(exampleJpeg(), { maxInputPx: 6143 }))).to.equal("IMAGE_TOO_LARGE");
    expect(await codeOf(Jimp.fromBuffer(examplePng(), { maxMemoryMb: 1 }))).to.equal("IMAGE_TOO_LARGE");
  });

  it("decodes nothing before pixels are needed", async () => {
    const cut = exampleJpeg().subarray(0, -200);
    const image = (await Jimp.fromBuffer(cut)).clone().cover({ w: 9, h: 9 });
    expect([image.width, image.height]).to.deep.equal([9, 9]);
    expect(await codeOf(image.getBuffer("image/png"))).to.equal("IMAGE_CORRUPT");
  });

  it("decodes the oriented image when pixels are read, in every format", async () => {
    for (const { name, file } of corpus) {
      const image = await Jimp.fromBuffer(file);
      const pixel = image.getPixelColor(image.width - 1, image.height - 1);
      expect(image.bitmap.data.readUInt32BE(image.bitmap.data.length - 4), name).to.equal(pixel);
      expect(image.bitmap.data.length, name).to.equal(image.width * image.height * 4);
    }
  });

  it("gives the same pixels of a JPEG whether it is decoded for one result, once more, or for several", async () => {
    const file = exampleJpeg({ width: 800, height: 600 });
    const png = (image: Pick<InstanceType<typeof Jimp>, "getBuffer">) => image.getBuffer("image/png");
    const image = await Jimp.fromBuffer(file);
    const one = image.clone().resize({ w: 180 });
    const first = await png(one);
    expect(Buffer.compare(await png(one), first), "once more").to.equal(0);
    expect(Buffer.compare(await png(image.clone().resize({ w: 180 })), first), "of a later clone").to.equal(0);
    const several = await Jimp.fromBuffer(file);
    const [same, other] = [several.clone().resize({ w: 180 }), several.clone().resize({ w: 100 })];
    const [together] = await Promise.all([png(same), png(other)]);
    expect(Buffer.compare(together, first), "with another").to.equal(0);
    const alone = (await Jimp.fromBuffer(file)).resize({ w: 180 });
    const [left, right] = await Promise.all([png(alone), png(alone)]);
    expect([Buffer.compare(left, first), Buffer.compare(right, first)], "twice at once").to.deep.equal([0, 0]);
    const { data } = (await Jimp.fromBuffer(file)).resize({ w: 180 }).bitmap;
    expect(Buffer.compare(data, (await decodeResult(first)).data), "synchronously").to.equal(0);
  });

  it("works with jimp's plugins, before and after a resize", async () => {
    const grey = (await Jimp.fromBuffer(exampleJpeg())).greyscale().cover({ w: 20, h: 20 });
    const later = (await Jimp.fromBuffer(exampleJpeg())).cover({ w: 20, h: 20 }).greyscale();
    for (const image of [grey, later]) {
      const [red, green, blue] = pixelAt(image.bitmap, 5, 5);
      expect([green, blue]).to.deep.equal([red, red]);
      expect((await decodeResult(await image.getBuffer("image/png"))).width).to.equal(20);
    }
    expect(meanDifference(grey.bitmap, later.bitmap)).to.be.below(3);
    const rotated = (await Jimp.fromBuffer(examplePng())).rotate(90);
    expect([rotated.width, rotated.height]).to.deep.equal([64, 96]);
  });

  it("does not change an image through its clone", async () => {
    const image = await Jimp.fromBuffer(examplePng());
    const before = image.clone().getPixelColor(3, 3);
    image.clone().invert();
    expect(image.getPixelColor(3, 3)).to.equal(before);
    image.clone().invert();
    expect(image.getPixelColor(3, 3)).to.equal(before);
  });

  it("aligns cover and contain, before and after pixels were read", async () => {
    // Left half red, right half blue.
    const data = Buffer.alloc(40 * 20 * 4, 255);
    for (let at = 0; at < 800; at++) data.set(at % 40 < 20 ? [255, 0, 0] : [0, 0, 255], at * 4);
    const file = encodePng({ data, width: 40, height: 20 });
    for (const read of [false, true]) {
      const image = await Jimp.fromBuffer(file);
      if (read) image.getPixelColor(0, 0);
      const at = (align: number): number[] => pixelAt(image.clone().cover({ w: 10, h: 10, align }).bitmap, 5, 5);
      expect(at(HorizontalAlign.LEFT | VerticalAlign.TOP)).to.deep.equal([255, 0, 0, 255]);
      expect(at(HorizontalAlign.RIGHT | VerticalAlign.TOP)).to.deep.equal([0, 0, 255, 255]);
      const contained = image.clone().contain({ w: 20, h: 20, align: HorizontalAlign.CENTER | VerticalAlign.BOTTOM });
      expect(pixelAt(contained.bitmap, 3, 2)).to.deep.equal([0, 0, 0, 0]);
      expect(pixelAt(contained.bitmap, 3, 18)).to.deep.equal([255, 0, 0, 255]);
    }
    const image = await Jimp.fromBuffer(encodePng(scene(8, 8)));
    expect(() => image.cover({ w: 4, h: 4, align: 3 })).to.throw(RangeError, "expected one HorizontalAlign");
  });
});
