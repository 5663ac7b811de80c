import { expect } from "chai";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { createLazyJimp } from "../src";
import { decodeResult } from "./support/compare";
import {
  assemblePng,
  displayP3Profile,
  encodeJpeg,
  encodePng,
  filteredRows,
  greyProfile,
  iccSegments,
  pngChunk,
  scene,
} from "./support/images";

const Jimp = createLazyJimp();

const image = scene(160, 120);
const raw = sharp(image.data, { raw: { width: 160, height: 120, channels: 4 } }).removeAlpha();
const SECRET = "at home, 52.5 N 13.4 E";

/** Files that are smaller than what is made of them, with metadata. */
const files = {
  jpeg: () => raw.clone().withExif({ IFD0: { ImageDescription: SECRET } }).jpeg({ quality: 20, mozjpeg: true }).toBuffer(), // prettier-ignore
  "JPEG of one scan": () => raw.clone().withExif({ IFD0: { ImageDescription: SECRET } }).jpeg({ quality: 20 }).toBuffer(), // prettier-ignore
  "grey JPEG": () => raw.clone().toColourspace("b-w").withExif({ IFD0: { ImageDescription: SECRET } }).jpeg({ quality: 20 }).toBuffer(), // prettier-ignore
  webp: () =>
    raw
      .clone()
      .withExif({ IFD0: { ImageDescription: SECRET } })
      .webp({ quality: 20 })
      .toBuffer(),
};

async function encode(file: Buffer, change: (one: Awaited<ReturnType<typeof Jimp.fromBuffer>>) => unknown = () => 0) {
  const image = await Jimp.fromBuffer(file);
  change(image);
  const mime = image.mime as "image/jpeg" | "image/png" | "image/webp";
  const bytes = await image.getBuffer(mime, mime === "image/png" ? { neverLarger: true } : { quality: 90, neverLarger: true }); // prettier-ignore
  return { bytes, reused: image.reused };
}

describe("an image that would be larger than its file", () => {
  for (const [what, make] of Object.entries(files)) {
    it(`is the file's own data without its metadata: ${what}`, async () => {
      const file = await make();
      expect(file.includes(SECRET)).to.equal(true);
      const { bytes, reused } = await encode(file);
      expect(reused).to.equal(true);
      expect(bytes.length).to.be.below(file.length);
      expect(bytes.includes(SECRET)).to.equal(false);
      expect((await decodeResult(bytes)).data.equals((await decodeResult(file)).data)).to.equal(true);
      const { exif, ...metadata } = await sharp(bytes).metadata();
      expect([exif, metadata.width, metadata.height]).to.deep.equal([undefined, 160, 120]);
      // The same again: nothing more can be left out.
      expect((await encode(bytes)).bytes.equals(bytes)).to.equal(true);
    });
  }

  it("is the file's own data where it is resized or covered to its own size, and a clone of it", async () => {
    const file = await files.jpeg();
    expect((await encode(file, (one) => one.resize({ w: 160, h: 120 }))).reused).to.equal(true);
    expect((await encode(file, (one) => one.cover({ w: 160, h: 120 }))).reused).to.equal(true);
    expect((await (await Jimp.fromBuffer(file)).clone().getBuffer("image/jpeg", { quality: 95, neverLarger: true })).length).to.be.below(file.length); // prettier-ignore
  });

  it("is encoded where anything is changed, turned, asked for in another way, or not allowed", async () => {
    const file = await files.jpeg();
    const reusedAfter = async (change: Parameters<typeof encode>[1]) => (await encode(file, change)).reused;
    expect(await reusedAfter((one) => one.resize({ w: 159, h: 120 }))).to.equal(false);
    expect(await reusedAfter((one) => one.cover({ w: 160, h: 100 }))).to.equal(false);
    expect(await reusedAfter((one) => one.contain({ w: 200, h: 120 }))).to.equal(false);
    expect(await reusedAfter((one) => one.setPixelColor(0xff0000ff, 3, 3))).to.equal(false);
    const turned = await raw.clone().withMetadata({ orientation: 6 }).jpeg({ quality: 20 }).toBuffer();
    expect((await encode(turned)).reused).to.equal(false);
    const large = await raw.clone().jpeg({ quality: 100 }).toBuffer();
    expect((await encode(large)).reused).to.equal(false);
    const other = await Jimp.fromBuffer(file);
    await other.getBuffer("image/webp", { quality: 100, neverLarger: true });
    expect(other.reused).to.equal(false);
    await other.getBuffer("image/jpeg", { quality: 95 });
    expect(other.reused).to.equal(false);
  });

  it("keeps the profile of colours and of greys, drops sRGB, comments, thumbnails and what follows the image", async () => {
    const withProfile = async (icc: Buffer, grey: boolean) => {
      const file = await (grey ? raw.clone().toColourspace("b-w") : raw.clone()).jpeg({ quality: 20 }).toBuffer();
      const comment = Buffer.concat([Buffer.of(0xff, 0xfe, 0, SECRET.length + 2), Buffer.from(SECRET)]);
      return Buffer.concat([file.subarray(0, 2), comment, ...iccSegments(icc), file.subarray(2), Buffer.from(SECRET)]);
    };
    for (const [icc, grey] of [
      [displayP3Profile(), false],
      [greyProfile(), true],
    ] as const) {
      const { bytes, reused } = await encode(await withProfile(icc, grey));
      expect(reused).to.equal(true);
      expect(bytes.includes(SECRET)).to.equal(false);
      expect((await sharp(bytes).metadata()).icc?.equals(icc)).to.equal(true);
    }
    const srgb = await raw.clone().withIccProfile("srgb").jpeg({ quality: 20 }).toBuffer();
    expect((await sharp((await encode(srgb)).bytes).metadata()).icc).to.equal(undefined);
    const webp = await raw.clone().withIccProfile("p3").webp({ quality: 20 }).toBuffer();
    const { bytes, reused } = await encode(webp);
    expect(reused).to.equal(true);
    expect((await sharp(bytes).metadata()).icc?.length).to.be.above(100);
  });

  /** Rows whose filters were chosen better than by the encoder, which takes the smallest sums. */
  const well = (more = Buffer.alloc(0)) => {
    const pattern = { ...image, data: Buffer.from(image.data) };
    for (let at = 0; at < 160 * 120; at++) pattern.data.set([(at * 37) & 255, (at * 11) & 255, at & 255, 255], at * 4);
    const rows = filteredRows(pattern, 3, () => 1);
    const text = pngChunk("tEXt", Buffer.from(`Comment\0${SECRET}`));
    const stream = Buffer.concat([deflateSync(rows, { level: 9 }), more]);
    const file = assemblePng({ width: 160, height: 120, colourType: 2, rows, before: [text] });
    const start = file.indexOf("IDAT") - 4;
    return Buffer.concat([file.subarray(0, start), pngChunk("IDAT", stream), pngChunk("IEND")]);
  };

  it("is the own data of a PNG without its metadata", async () => {
    const file = well();
    const { bytes, reused } = await encode(file);
    expect(reused).to.equal(true);
    expect(bytes.includes(SECRET)).to.equal(false);
    expect((await decodeResult(bytes)).data.equals((await decodeResult(file)).data)).to.equal(true);
  });

  it("is encoded where a PNG has data behind its pixels, or transparency that may hide colours", async () => {
    const { bytes, reused } = await encode(well(Buffer.from(SECRET)));
    expect([reused, bytes.includes(SECRET)]).to.deep.equal([false, false]);
    const clear = scene(160, 120, { transparent: true });
    expect((await encode(encodePng(clear, { alpha: true }))).reused).to.equal(false);
    const webp = await sharp(clear.data, { raw: { width: 160, height: 120, channels: 4 } }).webp({ quality: 10 }).toBuffer(); // prettier-ignore
    expect((await encode(webp)).reused).to.equal(false);
  });

  it("is encoded where the file is an animation, or damaged", async () => {
    const frames = Buffer.concat([image.data, scene(160, 120, { seed: 3 }).data]);
    const moving = await sharp(frames, { raw: { width: 160, height: 240, channels: 4, pageHeight: 120 } }).webp({ quality: 5 }).toBuffer(); // prettier-ignore
    expect((await encode(moving)).reused).to.equal(false);
    const whole = encodeJpeg(image);
    const cut = await Jimp.fromBuffer(whole.subarray(0, whole.length * 0.7), { onDamage: "keep" });
    await cut.getBuffer("image/jpeg", { quality: 100, neverLarger: true });
    expect([cut.damaged, cut.reused]).to.deep.equal([true, false]);
  });
});
