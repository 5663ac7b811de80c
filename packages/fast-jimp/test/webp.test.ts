import { expect } from "chai";
import sharp from "sharp";
import { ImageError, probe } from "../src";
import { render, type VariantSpec } from "./support/render";
import { extendedHeader, HAS_ALPHA, IS_ANIMATED, readWebp, writeWebp } from "../src/webp/container";
import { decodeWebp } from "../src/webp/decode";
import { encodeWebp } from "../src/webp/encode";
import { decodeResult, meanDifference } from "./support/compare";
import { displayP3Profile, exifBlock, scene } from "./support/images";

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
