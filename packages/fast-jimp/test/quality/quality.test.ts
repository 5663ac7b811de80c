import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { psnr, ssim, type RgbPixels } from "../../../../bench/imaging/similarity";
import { render } from "../support/render";
import { digestOf, makeInputs, type Input } from "./inputs";

const REFERENCES = join(__dirname, "references");
const recorded = JSON.parse(readFileSync(join(REFERENCES, "recorded.json"), "utf8")) as {
  inputs: Record<string, string>;
};

/** An image on white, as R, G, B. */
async function pixelsOf(bytes: Uint8Array): Promise<RgbPixels> {
  const { data, info } = await sharp(bytes)
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function ours({ file, result: size }: Input, quality: "fast" | "best"): Promise<RgbPixels> {
  const variant = { name: "a", ...size, fit: "fill", format: "png", quality: 75, background: "#ffffff" } as const;
  const [result] = await render(file, [variant], { quality });
  return pixelsOf(result?.bytes ?? Buffer.alloc(0));
}

const sharps = async ({ file, result: { width, height } }: Input): Promise<RgbPixels> =>
  pixelsOf(await sharp(file).resize(width, height, { fit: "fill" }).png().toBuffer());

interface Score {
  readonly db: number;
  readonly ssim: number;
}

describe("quality, against Pillow's LANCZOS of the full decode", () => {
  let inputs: Input[];
  const scoreOf = async (input: Input, pixels: RgbPixels): Promise<Score> => {
    const reference = await pixelsOf(readFileSync(join(REFERENCES, `${input.name}.reference.png`)));
    return { db: psnr(pixels, reference), ssim: ssim(pixels, reference) };
  };

  before(async () => {
    inputs = await makeInputs();
  });

  it("compares the recorded files", () => {
    expect(Object.fromEntries(inputs.map(({ name, file }) => [name, digestOf(file)]))).to.deep.equal(recorded.inputs);
  });

  it("at the default is at least that of sharp on the same file", async () => {
    for (const input of inputs.filter(({ name }) => !name.includes("progressive"))) {
      const [own, theirs] = [
        await scoreOf(input, await ours(input, "fast")),
        await scoreOf(input, await sharps(input)),
      ];
      expect(own.db, `${input.name}, dB`).to.be.at.least(theirs.db);
      expect(own.ssim, `${input.name}, SSIM`).to.be.at.least(theirs.ssim);
    }
  });

  it("of progressive files at the default is within 1 dB of sharp's", async () => {
    for (const input of inputs.filter(({ name }) => name.includes("progressive"))) {
      const [own, theirs] = [
        await scoreOf(input, await ours(input, "fast")),
        await scoreOf(input, await sharps(input)),
      ];
      expect(own.db, `${input.name}, dB`).to.be.at.least(theirs.db - 1);
    }
  });

  it("at `best` is at least 52 dB, with a mean SSIM of .999", async () => {
    const similarities: number[] = [];
    for (const input of inputs) {
      const score = await scoreOf(input, await ours(input, "best"));
      // Pillow premultiplies in 8 bits, which alone costs transparent images half a decibel of likeness to it.
      expect(score.db, `${input.name}, dB`).to.be.at.least(input.name === "vignette.png" ? 51.5 : 52);
      similarities.push(score.ssim);
    }
    expect(similarities.reduce((sum, value) => sum + value) / similarities.length).to.be.at.least(0.999);
  });
});
