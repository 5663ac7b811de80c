import { expect } from "chai";
import sharp from "sharp";
import { decodeJpeg, decodeJpegScaled } from "../../src/jpeg/decode";
import { readJpegHeader } from "../../src/jpeg/header";
import { WHOLE } from "../../src/pixels";
import { resizeRgba } from "../../src/resample/resize-rgba";
import { decodeResult, psnr } from "../support/compare";
import { drawLineArt, lineArt } from "../support/images/line-art";
import { render } from "../support/render";
import { makeInputs } from "./inputs";

const encode = (level: (x: number, y: number) => number): Promise<Buffer> => {
  const { data, ...size } = drawLineArt(level);
  return sharp(data, { raw: { ...size, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
};

/** What sharp may be ahead by at 1/2, where both decode at one scale, dB. */
const HALF_DB = 0.2;
/** Least width of 1600 pixels that is decoded at 1/2, pixels. */
const HALF_FROM = 320;

/** Likeness to LANCZOS of the full decode, dB. */
async function likeness(file: Buffer, width: number, height: number, result: Buffer): Promise<number> {
  const reference = resizeRgba(decodeJpeg(file), WHOLE, width, height, { hasAlpha: false });
  return psnr((await decodeResult(result)).data, Buffer.from(reference.data));
}

/** Edge of the decoded luma of a file, of 8 at full size. */
function scaleFor(file: Buffer, minWidth: number, minHeight: number, quality?: "fast" | "best"): number {
  const header = readJpegHeader(file);
  const { planes } = decodeJpegScaled(file, header, { minWidth, minHeight, ...(quality && { quality }) });
  return ((planes[0]?.validWidth ?? 0) * 8) / header.width;
}

describe("fine detail of a JPEG", () => {
  for (const [name, level] of Object.entries(lineArt)) {
    it(`is shown at least as well as by sharp, at every scale of the decoder: ${name}`, async () => {
      const file = await encode(level);
      // Of 1600 pixels: from 1/8 with much to spare to 1/2.
      for (const width of [100, 132, 176, 200, 264, 400]) {
        const height = (width * 3) / 4;
        const variant = { name: "a", width, height, fit: "fill", format: "png", quality: 75, background: "#ffffff" };
        const [ours] = await render(file, [variant as Parameters<typeof render>[1][number]]);
        const theirs = await sharp(file).resize(width, height, { fit: "fill" }).png().toBuffer();
        const own = await likeness(file, width, height, ours?.bytes ?? Buffer.alloc(0));
        const sharps = await likeness(file, width, height, theirs);
        expect(own, `${width} pixels wide, dB`).to.be.at.least(sharps - (width < HALF_FROM ? 0 : HALF_DB));
      }
    });
  }

  it("is decoded at 1/4 where the samples of 1/8 would be enough for a photograph", async () => {
    for (const { name, file } of await makeInputs()) {
      if (name === "coast.jpg" || name === "street.jpg" || name === "foliage.jpg")
        expect(scaleFor(file, 100, 75), name).to.equal(1);
    }
    for (const [name, level] of Object.entries(lineArt)) {
      const file = await encode(level);
      expect(scaleFor(file, 176, 132), name).to.equal(2);
      expect(scaleFor(file, 80, 60), name).to.equal(2);
      expect(scaleFor(file, 80, 60, "best"), `${name}, best`).to.equal(1);
    }
  });

  it("is none where differences are too small to be seen", async () => {
    const faint = await encode((x, y) => 128 + (((x >> 3) + (y >> 3)) % 2));
    expect(scaleFor(faint, 100, 75)).to.equal(1);
  });
});
