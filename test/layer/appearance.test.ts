import { expect } from "chai";
import sharp from "sharp";
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from "thumbhash";
import { lookAtSample, planSample } from "../../handlers/appearance";
import type { Variant } from "../../handlers/contract";
import type { Settings } from "../../handlers/ports/settings";
import { renderVariants } from "../../handlers/rendition";
import { appearanceOf, placeholderUrl } from "../../layer/appearance";
import { Jimp } from "../../layer/jimp";
import { encodeAnimatedGif } from "../../packages/fast-jimp/test/support/images";

const limits = { maxInputPx: 1e8 };
const watermarks = { read: () => Promise.reject(new Error("no watermark is asked for")) };
const describing = { settings: { describes: true } as Settings, appearanceOf };
const variant: Variant = {
  ...{ name: "a", width: 30, height: 30, fit: "cover", format: "webp", quality: 75, background: "#ffffff" },
};

/** How a file looks, beside a variant that is made of it. */
async function describeFile(file: Buffer, change: Partial<Variant> = {}) {
  const image = await Jimp.fromBuffer(file, limits);
  const sample = planSample(describing, image);
  await renderVariants({ watermarks }, image, [{ ...variant, ...change }]);
  const appearance = await lookAtSample(describing, sample);
  if (!appearance) throw new Error("expected an appearance");
  return appearance;
}

const plain = (width: number, height: number, background: string, alpha = 1) =>
  sharp({ create: { width, height, channels: 4, background } })
    .composite([
      {
        input: Buffer.from([255, 255, 255, Math.round(alpha * 255)]),
        raw: { width: 1, height: 1, channels: 4 },
        tile: true,
        blend: "dest-in",
      },
    ]) // prettier-ignore
    .png()
    .toBuffer();

/** A picture with detail: waves of grey and colour, the same at whatever size. */
function waves(width: number, height: number, seed = 1): sharp.Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [((at / 3) % width) / width, Math.floor(at / 3 / width) / height];
    data[at] = 128 + 60 * Math.sin(seed * 7 * x + 3 * y) + 50 * Math.cos(5 * x * y * seed + (at % 3) + seed);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const distance = (a: string, b: string) => (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll("0", "").length;

describe("how an image looks", () => {
  it("is its colours, its proportions and what is light or dark", async () => {
    const halves = await sharp({ create: { width: 300, height: 150, channels: 3, background: "#244464" } })
      .composite([
        { input: { create: { width: 100, height: 150, channels: 3, background: "#e4c4a4" } }, left: 0, top: 0 },
      ]) // prettier-ignore
      .png()
      .toBuffer();
    const { placeholder, colour, perceptual_hash: hash } = await describeFile(halves);
    const { dominant } = await sharp(halves).stats();
    expect(colour?.dominant).to.equal(`#${Buffer.from([dominant.r, dominant.g, dominant.b]).toString("hex")}`);
    // A third of the one, two thirds of the other.
    const average = Buffer.from(colour?.average.slice(1) ?? "", "hex");
    [0x64, 0x6f, 0x79].forEach((level, at) => expect(average[at]).to.be.closeTo(level, 2));
    const bytes = Buffer.from(placeholder, "base64");
    expect(thumbHashToApproximateAspectRatio(bytes)).to.be.closeTo(2, 0.5);
    expect(thumbHashToAverageRGBA(bytes)).to.deep.include({ a: 1 });
    expect(hash).to.match(/^[0-9a-f]{16}$/);
  });

  it("has a hash by whose bits it is told from another, whatever its size, format and quality", async () => {
    const original = (await describeFile(await waves(640, 480).png().toBuffer())).perceptual_hash;
    for (const alike of [waves(200, 150).jpeg({ quality: 40 }), waves(640, 480).webp({ quality: 20 })]) {
      const { perceptual_hash: hash } = await describeFile(await alike.toBuffer());
      expect(distance(original, hash)).to.be.at.most(4);
    }
    const other = await describeFile(await waves(640, 480, 3).png().toBuffer());
    expect(distance(original, other.perceptual_hash)).to.be.above(10);
  });

  it("has bits that are set where it becomes lighter from left to right", async () => {
    const ramp = (from: number, to: number) => {
      const levels = Array.from({ length: 9 }, (_, at) => from + ((to - from) * at) / 8);
      return sharp(Buffer.from(Array.from({ length: 8 }, () => levels).flat()), { raw: { width: 9, height: 8, channels: 1 } }).png().toBuffer(); // prettier-ignore
    };
    expect(await describeFile(await ramp(0, 248))).to.include({ perceptual_hash: "f".repeat(16) });
    expect(await describeFile(await ramp(248, 0))).to.include({ perceptual_hash: "0".repeat(16) });
  });

  it("is that of the image as it is displayed, not of the variants", async () => {
    const [upright, turned] = await Promise.all([
      waves(120, 60).jpeg({ quality: 95 }).toBuffer(),
      waves(120, 60).rotate(90).jpeg({ quality: 95 }).withMetadata({ orientation: 8 }).toBuffer(),
    ]);
    const [a, b] = [await describeFile(upright), await describeFile(turned, { operations: [{ greyscale: true }] })];
    expect(distance(a.perceptual_hash, b.perceptual_hash)).to.be.at.most(2);
    expect(Buffer.from(b.placeholder, "base64")[4]).to.equal(Buffer.from(a.placeholder, "base64")[4]);
  });

  it("counts pixels by their opacity, and has no colour where all are transparent", async () => {
    const half = await sharp(await plain(40, 20, "#ff0000"))
      .extend({ right: 40, background: { r: 0, g: 255, b: 0, alpha: 0 } })
      .png()
      .toBuffer();
    const seen = await describeFile(half);
    expect(seen.colour).to.deep.equal({ average: "#ff0000", dominant: "#f80808" });
    expect(thumbHashToAverageRGBA(Buffer.from(seen.placeholder, "base64")).a).to.be.closeTo(0.5, 0.05);
    const invisible = await describeFile(await plain(8, 8, "#ff0000", 0));
    expect(invisible).not.to.have.property("colour");
    expect(invisible.perceptual_hash).to.equal("0".repeat(16));
  });

  it("does not see the colours of transparent pixels, and half of translucent ones", () => {
    const looks = (...data: number[]) =>
      appearanceOf({ data: Uint8Array.from(data), width: data.length / 4, height: 1 });
    const seen = looks(255, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0);
    expect(seen.colour).to.deep.equal({ average: "#ff0000", dominant: "#f80808" });
    expect(looks(240, 0, 0, 255, 0, 0, 120, 51).colour?.average).to.equal("#c80014");
  });

  it("is known of a single pixel, and of a line of any length", async () => {
    for (const [width, height] of [
      [1, 1],
      [3000, 1],
      [1, 3000],
      [2, 5000],
    ] as const) {
      const file = await plain(width, height, "#336699");
      const { placeholder, colour, perceptual_hash: hash } = await describeFile(file);
      expect(colour, `${width}x${height}`).to.deep.equal({ average: "#336699", dominant: "#386898" });
      expect(hash).to.equal("0".repeat(16));
      const png = Buffer.from(placeholderUrl(placeholder).replace("data:image/png;base64,", ""), "base64");
      const { width: shown = 0, height: high = 0, format } = await sharp(png).metadata();
      expect(format).to.equal("png");
      expect(Math.max(shown, high)).to.equal(32);
    }
  });

  it("is that of an animation's first frame", async () => {
    const frame = { left: 0, top: 0, width: 20, height: 10, disposal: 1, transparent: -1, delayCs: 12 };
    const frames = [40, 240].map((index) => ({ ...frame, indices: Buffer.alloc(200, index) }));
    const file = encodeAnimatedGif({ width: 20, height: 10, loop: 0, frames });
    const { dominant } = await sharp(file).stats();
    for (const animation of [undefined, "keep"] as const) {
      const { colour } = await describeFile(file, { animation });
      expect(colour?.dominant).to.equal(`#${Buffer.from([dominant.r, dominant.g, dominant.b]).toString("hex")}`);
    }
  });

  it("takes no decode of its own, and no part in what is made", async () => {
    const file = await waves(2000, 1500).jpeg().toBuffer();
    const image = await Jimp.fromBuffer(file, limits);
    const sample = planSample(describing, image);
    const set = [600, 300].map((width) => ({ ...variant, width, height: 8192, fit: "inside" as const }));
    const renditions = await renderVariants({ watermarks }, image, set);
    const { decodeMs } = image.stepTimes ?? {};
    await lookAtSample(describing, sample);
    expect(image.stepTimes?.decodeMs).to.equal(decodeMs);
    const alone = await renderVariants({ watermarks }, await Jimp.fromBuffer(file, limits), set);
    expect(renditions.map(({ bytes }) => bytes)).to.deep.equal(alone.map(({ bytes }) => bytes));
  });

  it("is not looked at where the stack does not describe images", async () => {
    const image = await Jimp.fromBuffer(await plain(8, 8, "#000000"), limits);
    const settings = { describes: false } as Settings;
    expect(planSample({ settings }, image)).to.equal(undefined);
    expect(await lookAtSample(describing, undefined)).to.equal(undefined);
  });
});
