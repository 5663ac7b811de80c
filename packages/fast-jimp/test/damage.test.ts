import { expect } from "chai";
import sharp, { type Sharp } from "sharp";
import { ImageError } from "../src";
import { Jimp } from "../src/jimp";
import { pixelAt } from "./support/compare";
import { encodeAnimatedGif, encodeGif, randomGifAnimation, scene, type Pixels } from "./support/images";

const WIDTH = 320;
const HEIGHT = 240;
const image = (): Sharp => {
  const { data } = scene(WIDTH, HEIGHT);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } }).removeAlpha();
};
const translucent = (): Sharp => {
  const { data } = scene(WIDTH, HEIGHT, { transparent: true });
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
};
const keep = { onDamage: "keep" } as const;

/** What the file shows, at its own size. */
async function decoded(bytes: Buffer, now: boolean): Promise<Pixels & { readonly damaged: boolean }> {
  const opened = await Jimp.fromBuffer(bytes, keep);
  if (!now) await opened.decode();
  const { data, width, height } = opened.bitmap;
  return { data, width, height, damaged: opened.damaged };
}

const rowOf = ({ data, width }: Pixels, y: number): Buffer => data.subarray(y * width * 4, (y + 1) * width * 4);

/** Rows from the top that are the same. */
function equalRows(a: Pixels, b: Pixels): number {
  for (let y = 0; y < a.height; y++) if (!rowOf(a, y).equals(rowOf(b, y))) return y;
  return a.height;
}

/** Rows up to the bottom of one colour. */
function flatRows(pixels: Pixels, colour: readonly number[]): number {
  for (let y = pixels.height - 1; y >= 0; y--) {
    for (let x = 0; x < pixels.width; x++) {
      if (pixelAt(pixels, x, y).some((value, at) => value !== colour[at])) return pixels.height - 1 - y;
    }
  }
  return pixels.height;
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ImageError ? error.code : error),
  );

const GREY = [128, 128, 128, 255];
const NOTHING = [0, 0, 0, 0];

describe("a file that is cut short", () => {
  const kinds: readonly [name: string, make: () => Promise<Buffer>, missing: readonly number[], least: number][] = [
    ["baseline JPEG", () => image().jpeg({ quality: 85 }).toBuffer(), GREY, 100],
    ["baseline JPEG 4:4:4", () => image().jpeg({ quality: 85, chromaSubsampling: "4:4:4" }).toBuffer(), GREY, 100],
    ["PNG", () => image().png().toBuffer(), NOTHING, 100],
    ["PNG with alpha", () => translucent().png().toBuffer(), NOTHING, 60],
    ["GIF", () => Promise.resolve(encodeGif(scene(WIDTH, HEIGHT))), NOTHING, 110],
    ["lossy WebP", () => image().webp({ quality: 80 }).toBuffer(), NOTHING, 60],
    ["lossy WebP with alpha", () => translucent().webp({ quality: 80 }).toBuffer(), NOTHING, 30],
  ];
  for (const [name, make, missing, least] of kinds) {
    it(`is drawn as far as it goes where damage is kept: ${name}`, async () => {
      const file = await make();
      const whole = await decoded(file, false);
      expect(whole.damaged).to.equal(false);
      const cut = file.subarray(0, Math.floor(file.length / 2));
      for (const now of [false, true]) {
        const part = await decoded(cut, now);
        expect(part.damaged).to.equal(true);
        const [good, lost] = [equalRows(part, whole), flatRows(part, missing)];
        expect(good, "rows that are there").to.be.at.least(least);
        expect(lost, "rows that are missing").to.be.at.least(60);
        // Between them: a row of blocks that is there in part.
        expect(HEIGHT - good - lost).to.be.at.most(32);
      }
      expect(await codeOf((await Jimp.fromBuffer(file)).decode())).to.equal("none");
      expect(await codeOf(Jimp.fromBuffer(cut).then((one) => one.decode()))).to.equal("IMAGE_CORRUPT");
    });
  }

  it("is grey where libjpeg's, by sharp and Pillow, is", async () => {
    const file = await image().jpeg({ quality: 85 }).toBuffer();
    const cut = file.subarray(0, Math.floor(file.length * 0.6));
    const theirs = await sharp(cut, { failOn: "none" }).ensureAlpha().raw().toBuffer();
    const ours = await decoded(cut, false);
    let different = 0;
    for (let at = 0; at < theirs.length; at++)
      different += Math.abs((theirs[at] ?? 0) - (ours.data[at] ?? 0)) > 2 ? 1 : 0;
    // libjpeg draws an MCU or two of bits that are not there; upsampled chroma differs beside them.
    expect(different).to.be.at.most(16 * 64 * 3);
  });

  it("is a whole image of less detail where it is a progressive JPEG", async () => {
    const file = await image().jpeg({ quality: 85, progressive: true }).toBuffer();
    const whole = await decoded(file, false);
    for (const share of [0.4, 0.7, 0.95]) {
      const cut = file.subarray(0, Math.floor(file.length * share));
      for (const now of [false, true]) {
        const part = await decoded(cut, now);
        expect(part.damaged).to.equal(true);
        let difference = 0;
        part.data.forEach((value, at) => (difference += Math.abs(value - (whole.data[at] ?? 0))));
        expect(difference / part.data.length, `${share}`).to.be.below(14);
      }
      expect(await codeOf(Jimp.fromBuffer(cut).then((one) => one.decode()))).to.equal("IMAGE_CORRUPT");
    }
  });

  it("shows coarser pixels in place of those that are missing where it is interlaced", async () => {
    const { data } = scene(WIDTH, HEIGHT);
    const order = [
      [0, 8],
      [4, 8],
      [2, 4],
      [1, 2],
    ].flatMap(([first = 0, step = 1]) => {
      return Array.from({ length: Math.ceil((HEIGHT - first) / step) }, (_, at) => first + at * step);
    });
    const rows = order.map((y) => data.subarray(y * WIDTH * 4, (y + 1) * WIDTH * 4));
    const gif = encodeGif({ data: Buffer.concat(rows), width: WIDTH, height: HEIGHT });
    gif[gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])) + 9] = 0x40;
    const files = [await image().png({ progressive: true }).toBuffer(), gif];
    for (const file of files) {
      const whole = await decoded(file, false);
      for (const share of [0.35, 0.6, 0.9]) {
        const part = await decoded(file.subarray(0, Math.floor(file.length * share)), share > 0.5);
        expect(part.damaged).to.equal(true);
        let difference = 0;
        part.data.forEach((value, at) => (difference += Math.abs(value - (whole.data[at] ?? 0))));
        // Every pixel is there, with the colour of one nearby.
        expect(
          part.data.every((value, at) => at % 4 !== 3 || value === 255),
          `alpha, ${share}`,
        ).to.equal(true);
        expect(difference / part.data.length).to.be.below(25);
      }
    }
  });

  it("is drawn in a result of any size", async () => {
    for (const make of [
      () => image().jpeg().toBuffer(),
      () => image().png().toBuffer(),
      () => image().webp().toBuffer(),
    ]) {
      const file = await make();
      const opened = await Jimp.fromBuffer(file.subarray(0, Math.floor(file.length / 2)), keep);
      const result = opened.clone().cover({ w: 40, h: 30 });
      expect(opened.damaged).to.equal(false);
      const bytes = await result.getBuffer("image/png");
      expect([opened.damaged, result.damaged]).to.deep.equal([true, true]);
      const { data } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      const small = await sharp(file).resize(40, 30).ensureAlpha().raw().toBuffer();
      const below = data[data.length - 1];
      expect(below, "alpha of the last pixel").to.equal(opened.mime === "image/jpeg" ? 255 : 0);
      const onWhite = opened.clone().cover({ w: 40, h: 30 });
      onWhite.background = 0xffffffff;
      const flat = await sharp(await onWhite.getBuffer("image/jpeg"))
        .raw()
        .toBuffer();
      expect(flat[flat.length - 1], "blue of the last pixel in JPEG").to.be.closeTo(below === 0 ? 255 : 128, 3);
      for (let at = 0; at < 40 * 4 * 4; at++) expect(Math.abs((data[at] ?? 0) - (small[at] ?? 0))).to.be.below(60);
    }
  });

  it("is refused where nothing of its pixels is there, or it is a lossless WebP that libwebp gives up", async () => {
    for (const make of [
      () => image().jpeg().toBuffer(),
      () => image().jpeg({ progressive: true }).toBuffer(),
      () => image().png().toBuffer(),
      () => Promise.resolve(encodeGif(scene(WIDTH, HEIGHT))),
      () => image().webp().toBuffer(),
    ]) {
      const file = await make();
      const starts = { jpeg: file.indexOf(Buffer.from([0xff, 0xda])) + 14, png: file.indexOf("IDAT") + 6 };
      const start =
        file[0] === 0xff ? starts.jpeg : file[0] === 0x89 ? starts.png : file[0] === 0x47 ? 13 + 768 + 19 : 40;
      expect(await codeOf(decoded(file.subarray(0, start), false)), `${start} bytes`).to.equal("IMAGE_CORRUPT");
    }
  });

  it("is drawn up to what is broken in its middle, and a good image after it", async () => {
    // Of a JPEG most bytes stand for some coefficients: a marker does not.
    for (const [make, filler] of [
      [() => image().jpeg().toBuffer(), Buffer.from([0xff, 0xd9])],
      [() => image().png({ compressionLevel: 1 }).toBuffer(), Buffer.alloc(40)],
    ] as const) {
      const file = await make();
      const whole = await decoded(file, false);
      const broken = Buffer.from(file);
      broken.set(filler, Math.floor(file.length / 2));
      for (const now of [false, true]) {
        const part = await decoded(broken, now);
        expect(part.damaged).to.equal(true);
        expect(equalRows(part, whole)).to.be.at.least(60);
      }
      expect(equalRows(await decoded(file, false), whole)).to.equal(HEIGHT);
    }
  });

  it("never throws anything but a refusal, wherever it is cut", async () => {
    const files = [
      await image().resize(40, 30).jpeg().toBuffer(),
      await image().resize(40, 30).jpeg({ progressive: true }).toBuffer(),
      await translucent().resize(40, 30).png({ progressive: true }).toBuffer(),
      await translucent().resize(40, 30).png({ palette: true }).toBuffer(),
      await translucent().resize(40, 30).webp().toBuffer(),
      await translucent().resize(40, 30).webp({ lossless: true }).toBuffer(),
      encodeAnimatedGif(randomGifAnimation(5)),
    ];
    for (const file of files) {
      for (let length = 0; length < file.length; length += 1 + Math.floor(file.length / 60)) {
        const result = await codeOf(decoded(file.subarray(0, length), length % 2 === 0));
        expect(result, `${length} of ${file.length}`).to.be.oneOf(["none", "IMAGE_CORRUPT", "NOT_AN_IMAGE"]);
      }
    }
  });
});

describe("an animation that is cut short", () => {
  it("has the frames that are whole, where damage is kept", async () => {
    const gif = encodeAnimatedGif(randomGifAnimation(3));
    const pages = await Promise.all([1, 2, 3].map((seed) => sharp(scene(60, 40, { seed }).data, { raw: { width: 60, height: 40, channels: 4 } }).png().toBuffer())); // prettier-ignore
    const webp = await sharp(pages, { join: { animated: true } })
      .webp()
      .toBuffer();
    for (const [file, count] of [
      [gif, 8],
      [webp, 3],
    ] as const) {
      const cut = file.subarray(0, file.length - 10);
      const opened = await Jimp.fromBuffer(cut, keep);
      const { bytes } = await opened.animate((frame) => frame);
      expect((await sharp(bytes, { animated: true }).metadata()).pages).to.equal(count - 1);
      expect(opened.damaged).to.equal(true);
      expect(await codeOf(Jimp.fromBuffer(cut).then((one) => one.animate((frame) => frame)))).to.equal("IMAGE_CORRUPT");
      expect((await Jimp.fromBuffer(file, keep)).damaged).to.equal(false);
    }
  });

  it("has all pixels of a WebP's frame that states more bytes than the file has, as far as they are there", async () => {
    const pages = await Promise.all([1, 2].map((seed) => sharp(scene(60, 40, { seed }).data, { raw: { width: 60, height: 40, channels: 4 } }).png().toBuffer())); // prettier-ignore
    for (const lossless of [false, true]) {
      const file = await sharp(pages, { join: { animated: true } })
        .webp({ lossless })
        .toBuffer();
      const whole = await decoded(file, true);
      const first = file.indexOf("ANMF");
      const end = first + 8 + file.readUInt32LE(first + 4);
      // Bytes that are missing: fewer and far more than the frame has.
      for (const more of [4, 100, 40_000, 4_000_000]) {
        const stating = Buffer.from(file.subarray(0, end));
        stating.writeUInt32LE(end - first - 8 + more, first + 4);
        const shown = await decoded(stating, more === 100);
        expect(shown.damaged, String(more)).to.equal(true);
        expect(equalRows(shown, whole), `${more}, lossless ${lossless}`).to.equal(40);
        expect(await codeOf(Jimp.fromBuffer(stating).then((one) => one.decode()))).to.equal("IMAGE_CORRUPT");
      }
    }
  });
});
