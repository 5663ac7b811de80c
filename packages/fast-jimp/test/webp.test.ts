import { expect } from "chai";
import sharp, { type WebpOptions } from "sharp";
import { ImageError, probe } from "../src";
import { render, type VariantSpec } from "./support/render";
import { extendedHeader, HAS_ALPHA, IS_ANIMATED, readWebp, writeWebp } from "../src/webp/container";
import { decodeWebp } from "../src/webp/decode";
import { encodeWebp } from "../src/webp/encode";
import { Jimp } from "../src/jimp";
import { decodeMemory } from "../src/memory";
import { WHOLE } from "../src/pixels";
import { resizeRgba } from "../src/resample/resize-rgba";
import { decodeResult, meanDifference } from "./support/compare";
import { displayP3Profile, exifBlock, scene, type Pixels } from "./support/images";

const clear = scene(120, 80, { transparent: true });
const image = () => sharp(clear.data, { raw: { width: 120, height: 80, channels: 4 } });
const variant: VariantSpec = {
  name: "a",
  width: 60,
  height: 40,
  fit: "cover",
  format: "auto",
  quality: 80,
  background: "#ffffff",
};

/** Adds a chunk to the end of a WebP file that has an extended header. */
function withChunk(file: Buffer, type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32LE(body.length, 4);
  const longer = Buffer.concat([file, head, body, Buffer.alloc(body.length & 1)]);
  longer.writeUInt32LE(longer.length - 8, 4);
  return longer;
}

describe("WebP", () => {
  it("is decoded as by libwebp: lossy, lossless, with and without alpha", async () => {
    const files = [
      image().webp({ quality: 80 }),
      image().webp({ lossless: true }),
      image().removeAlpha().webp({ quality: 80 }),
      image().removeAlpha().webp({ lossless: true }),
    ];
    for (const file of await Promise.all(files.map((of) => of.toBuffer()))) {
      expect(meanDifference(await decodeWebp(file), await decodeResult(file))).to.equal(0);
    }
  });

  it("is encoded with alpha only where it has translucent pixels", async () => {
    const opaque = {
      ...clear,
      data: Buffer.from(clear.data).map((value, at) => (at % 4 === 3 ? 255 : value)) as Buffer,
    };
    for (const [pixels, channels] of [
      [clear, 4],
      [opaque, 3],
    ] as const) {
      // prettier-ignore
      const file = await encodeWebp(pixels, { quality: 90 });
      expect(await sharp(file).metadata()).to.include({ format: "webp", width: 120, height: 80, channels });
      expect(meanDifference(await decodeWebp(file), await decodeResult(file))).to.equal(0);
    }
  });

  it("is encoded to the bytes of libwebp's own build for this processor", async function () {
    if (sharp.versions.webp !== "1.6.0") this.skip();
    for (const [width, height, transparent, quality, effort] of [
      [320, 240, false, 75, 4],
      [321, 239, true, 60, 4],
      [97, 130, false, 90, 6],
      [64, 64, true, 30, 0],
      [150, 90, false, 80, 2],
    ] as const) {
      const { data } = scene(width, height, { transparent });
      const raw = sharp(data, { raw: { width, height, channels: 4 } });
      const theirs = (transparent ? raw : raw.removeAlpha()).webp({ quality, effort, alphaQuality: 100 });
      const ours = await encodeWebp({ data, width, height }, { quality, effort });
      expect(ours.equals(await theirs.toBuffer()), `${width}x${height}`).to.equal(true);
    }
  });

  it("has at most 16383 pixels a side", async () => {
    const encodeWide = (width: number) =>
      encodeWebp({ data: Buffer.alloc(width * 4), width, height: 1 }, { effort: 0 });
    expect(probe(await encodeWide(16383)).width).to.equal(16383);
    const error: unknown = await encodeWide(16384).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RangeError).with.property("message").that.includes("received 16384x1");
  });

  it("has the quality and nearly the size of sharp's at the same setting", async () => {
    const { data } = scene(120, 80);
    const pixels = { data, width: 120, height: 80 };
    const theirs = await sharp(data, { raw: { width: 120, height: 80, channels: 4 } })
      .webp({ quality: 75 })
      .toBuffer();
    const ours = await encodeWebp(pixels);
    expect(ours.length / theirs.length).to.be.within(0.9, 1.1);
    expect(meanDifference(await decodeResult(ours), pixels)).to.be.below(
      meanDifference(await decodeResult(theirs), pixels) * 1.05,
    );
  });

  it("is oriented by its EXIF chunk, with or without JPEG's prefix, and loses the chunk", async () => {
    const file = await image().withIccProfile("p3").webp().toBuffer();
    for (const prefix of ["", "Exif\0\0"]) {
      const turned = withChunk(file, "EXIF", Buffer.concat([Buffer.from(prefix), exifBlock(6)]));
      expect(probe(turned)).to.include({ format: "webp", width: 80, height: 120, orientation: 6 });
      const [result] = await render(turned, [{ ...variant, fit: "inside", format: "webp" }]);
      expect(result).to.include({ width: 27, height: 40, contentType: "image/webp" });
      expect(result?.bytes.includes("EXIF")).to.equal(false);
    }
  });

  it("keeps a profile other than sRGB, in and out", async () => {
    const icc = displayP3Profile();
    const file = await encodeWebp(clear, { icc });
    expect((await sharp(file).metadata()).icc?.equals(icc)).to.equal(true);
    const [png] = await render(file, [{ ...variant, format: "png" }]);
    expect((await sharp(png?.bytes).metadata()).icc?.equals(icc)).to.equal(true);
  });

  it("gives the first frame of an animation", async () => {
    const [first, second] = await Promise.all([
      image().png().toBuffer(),
      image().negate({ alpha: false }).png().toBuffer(),
    ]);
    const file = await sharp([first, second], { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    expect((await sharp(file, { animated: true }).metadata()).pages).to.equal(2);
    const still = await decodeResult(await image().webp({ lossless: true }).toBuffer());
    expect(meanDifference(await decodeWebp(file), still)).to.be.below(0.01);
  });

  it("draws a first frame that is smaller than the canvas where it belongs", async () => {
    const small = scene(40, 20, { transparent: true });
    const frame = await sharp(small.data, { raw: { width: 40, height: 20, channels: 4 } })
      .webp({ lossless: true, exact: true })
      .toBuffer();
    const [pixels] = readWebp(frame).filter(({ type }) => type === "VP8L");
    const head = Buffer.alloc(16);
    head.writeUIntLE(3, 0, 3);
    head.writeUIntLE(5, 3, 3);
    head.writeUIntLE(39, 6, 3);
    head.writeUIntLE(19, 9, 3);
    const animation = (body: Buffer) =>
      writeWebp([
        extendedHeader(IS_ANIMATED | HAS_ALPHA, 60, 50),
        { type: "ANIM", body: Buffer.alloc(6) },
        { type: "ANMF", body: Buffer.concat([body, writeWebp(pixels ? [pixels] : []).subarray(12)]) },
      ]);
    const file = animation(head);
    expect(probe(file)).to.include({ width: 60, height: 50 });
    expect(meanDifference(await decodeWebp(file), await decodeResult(file))).to.be.below(0.01);
    const { data } = await decodeWebp(file);
    expect(data.subarray(0, (10 * 60 + 6) * 4).every((value) => value === 0)).to.equal(true);
    head.writeUIntLE(11, 0, 3);
    const outside: unknown = await decodeWebp(animation(head)).catch((error: unknown) => error);
    expect(outside).to.be.instanceOf(ImageError).with.property("code", "IMAGE_CORRUPT");
  });

  it("is opaque where its lossless header says so, whatever its pixels hold", async () => {
    const file = await image().webp({ lossless: true, exact: true }).toBuffer();
    const at = file.indexOf("VP8L") + 8 + 1;
    file.writeUInt32LE((file.readUInt32LE(at) & ~(1 << 28)) >>> 0, at);
    // Of an extended header the flag counts no more than VP8L's.
    const decoded = await decodeWebp(file);
    expect(decoded.data.every((value, byte) => byte % 4 !== 3 || value === 255)).to.equal(true);
    expect((await sharp(file).metadata()).hasAlpha).to.equal(false);
  });

  describe("that is much larger than its result", () => {
    const large = scene(800, 600, { transparent: true });
    const file = (options: WebpOptions, alpha = false): Promise<Buffer> => {
      const raw = sharp(large.data, { raw: { width: 800, height: 600, channels: 4 } });
      return (alpha ? raw : raw.removeAlpha()).webp(options).toBuffer();
    };
    const shown = async (bytes: Buffer, w: number): Promise<Pixels> => {
      const { bitmap } = (await Jimp.fromBuffer(bytes)).resize({ w });
      return bitmap;
    };

    it("is reduced while it is decoded, and at least as like the whole image as sharp's", async () => {
      for (const options of [{ quality: 85 }, { lossless: true, effort: 0 }]) {
        const bytes = await file(options);
        for (const w of [60, 160, 260]) {
          const whole = resizeRgba(await decodeWebp(bytes), WHOLE, w, w * 0.75, { hasAlpha: false });
          const theirs = await decodeResult(await sharp(bytes).resize(w).png().toBuffer());
          const difference = meanDifference(await shown(bytes, w), whole);
          expect(difference, `${w} pixels`).to.be.within(0.001, meanDifference(theirs, whole) * 0.8);
        }
      }
    });

    it("is averaged by its alpha where it has one, and not where it is needed close to its size", async () => {
      for (const options of [{ quality: 85 }, { lossless: true, effort: 0 }]) {
        const bytes = await file(options, true);
        const difference = async (w: number): Promise<number> =>
          meanDifference(await shown(bytes, w), resizeRgba(await decodeWebp(bytes), WHOLE, w, w * 0.75));
        expect(await difference(60)).to.be.within(0.001, 0.5);
        expect(await difference(100)).to.be.within(0.001, 0.5);
        expect(await difference(160)).to.equal(0);
      }
    });

    it("shows nothing of the colours of invisible pixels", async () => {
      const { data, width, height } = scene(400, 300);
      const [red, black] = await Promise.all(
        [255, 0].map((level) => {
          const half = Buffer.from(data);
          for (let at = 0; at < half.length; at += 4) if ((at >> 2) % width > 150) half.set([level, 0, 0, 0], at);
          return sharp(half, { raw: { width, height, channels: 4 } })
            .webp({ lossless: true, exact: true, effort: 0 })
            .toBuffer();
        }),
      );
      const [one, other] = await Promise.all([red, black].map((bytes) => shown(bytes as Buffer, 60)));
      expect(Buffer.from(one?.data ?? []).equals(Buffer.from(other?.data ?? [0]))).to.equal(true);
    });

    it("has its colours where its data has an alpha that its header denies", async () => {
      const bytes = await file({ lossless: true, exact: true, effort: 0 }, true);
      const at = bytes.indexOf("VP8L") + 8 + 1;
      bytes.writeUInt32LE((bytes.readUInt32LE(at) & ~(1 << 28)) >>> 0, at);
      const whole = resizeRgba(await decodeWebp(bytes), WHOLE, 100, 75, { hasAlpha: false });
      expect(meanDifference(await shown(bytes, 100), whole)).to.equal(0);
    });

    it("takes less memory than where it is shown whole", async () => {
      const bytes = await file({ quality: 85 });
      const needed = (edge: number) =>
        decodeMemory(bytes, probe(bytes), { minWidth: edge, minHeight: edge, quality: "fast" });
      expect(needed(800) - needed(100)).to.be.closeTo(800 * 600 * 4 - 267 * 200 * 4, 1000);
    });

    it("stays as it is where the image is decoded again, larger", async () => {
      const image = await Jimp.fromBuffer(await file({ quality: 85 }));
      const small = image.clone().resize({ w: 100 });
      const before = Buffer.from(small.bitmap.data);
      const { bitmap } = image;
      const kept = Buffer.from(bitmap.data);
      await image.clone().resize({ w: 350 }).getBuffer("image/jpeg");
      expect([small.bitmap.data.equals(before), bitmap.data.equals(kept)]).to.deep.equal([true, true]);
    });
  });

  it("is read where the whole file has less than 30 bytes", async () => {
    // One pixel: no transforms, no cache, one code for each of green, red, blue, alpha and distance (RFC 9649, 3).
    const body = Buffer.from([0x2f, 0, 0, 0, 0, 0b11001000, 0b11001000, 0b00001000]);
    const file = writeWebp([{ type: "VP8L", body }]);
    expect(file.length).to.equal(28);
    expect(probe(file)).to.include({ format: "webp", width: 1, height: 1 });
    expect([...(await decodeWebp(file)).data]).to.deep.equal([0, 1, 1, 255]);
    expect([...(await sharp(file).raw().toBuffer())]).to.deep.equal([0, 1, 1]);
  });

  it("refuses a file cut at any position", async () => {
    const file = await image().webp().toBuffer();
    for (let length = 30; length < file.length; length += 97) {
      const error: unknown = await render(file.subarray(0, length), [variant]).catch((reason: unknown) => reason);
      expect(error, `${length} bytes`).to.be.instanceOf(ImageError);
      expect((error as ImageError).code).to.equal("IMAGE_CORRUPT");
    }
  });

  it("refuses by the header an image above the limit", async () => {
    const file = await image().webp().toBuffer();
    expect(() => probe(file, { maxInputPx: 120 * 80 - 1 }))
      .to.throw(ImageError)
      .with.property("code", "IMAGE_TOO_LARGE");
    expect(probe(file, { maxInputPx: 120 * 80 }).width).to.equal(120);
  });
});
