import { expect } from "chai";
import sharp from "sharp";
import { equalQuality, type Variant } from "../../handlers/contract";
import { renderVariants } from "../../handlers/rendition";
import { Jimp } from "../../layer/jimp";
import { encodePng, scene } from "../../packages/fast-jimp/test/support/images";

const watermarks = { read: () => Promise.reject(new Error("no watermark")) };

/** An image of the variant's size, so that nothing but the encoder changes it. */
async function encode(file: Buffer, change: Partial<Variant>): Promise<Buffer> {
  const variant = { name: "a", width: 96, height: 64, fit: "fill", quality: 75, background: "#ffffff" } as const;
  const image = await Jimp.fromBuffer(file);
  const [rendition] = await renderVariants({ watermarks }, image, [{ ...variant, format: "jpeg", ...change }]);
  if (!rendition) throw new Error("expected a rendition");
  return rendition.bytes;
}

const smooth = encodePng(scene(96, 64));

/** Red lines of one pixel on blue. */
const lines = encodePng({
  ...{ width: 96, height: 64 },
  data: Buffer.from(
    Array.from({ length: 96 * 64 }, (_, i) => (i % 3 === 0 ? [210, 30, 40, 255] : [30, 40, 210, 255])).flat(),
  ),
});

/** Colours of products, which repeat at many distances: what zlib searches for. */
const tiles = encodePng({
  ...{ width: 96, height: 64 },
  data: Buffer.from(
    Array.from({ length: 96 * 64 }, (_, i) => {
      const value = (((i % 96) * Math.floor(i / 96)) % 23) * 10;
      return [value, 255 - value, value ^ 90, 255];
    }).flat(),
  ),
});

describe("the options of a variant's encoder", () => {
  it("write a JPEG with the chroma samples that it asks for, or its colours need", async () => {
    const chromaOf = async (file: Buffer, change: Partial<Variant>) =>
      (await sharp(await encode(file, change)).metadata()).chromaSubsampling;
    expect(await chromaOf(smooth, {})).to.equal("4:2:0");
    expect(await chromaOf(smooth, { chroma: "4:4:4" })).to.equal("4:4:4");
    expect(await chromaOf(lines, {})).to.equal("4:4:4");
    expect(await chromaOf(lines, { chroma: "4:2:0" })).to.equal("4:2:0");
  });

  it("write a PNG of a palette, always or where it is hardly distinguishable", async () => {
    const colourType = async (change: Partial<Variant>) => (await encode(smooth, { format: "png", ...change }))[25];
    expect(await colourType({})).to.equal(2);
    expect(await colourType({ palette: true })).to.equal(3);
    expect(await colourType({ palette: "auto" })).to.equal(2);
  });

  it("write the original's own data where nothing is changed and it is smaller, and say so", async () => {
    const { data, width, height } = scene(96, 64);
    const file = await sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha().jpeg({ quality: 15 }).toBuffer(); // prettier-ignore
    const variant = {
      name: "a",
      width,
      height,
      fit: "inside",
      format: "auto",
      quality: 80,
      background: "#ffffff",
    } as const;
    const renditionOf = async (change: Partial<Variant>) =>
      (await renderVariants({ watermarks }, await Jimp.fromBuffer(file), [{ ...variant, ...change }]))[0];
    const same = await renditionOf({});
    expect(same?.reused).to.equal(true);
    expect(same?.bytes.length).to.be.at.most(file.length);
    for (const change of [
      { operations: [{ blur: 1 }] },
      { width: 90 },
      { format: "webp" },
      { fit: "cover", height: 60 },
    ] as unknown as Partial<Variant>[]) {
      // prettier-ignore
      expect(await renditionOf(change), JSON.stringify(change)).not.to.have.property("reused");
    }
  });

  it("write the smallest of the formats that are allowed, at qualities that look alike", async () => {
    const { data, width, height } = scene(400, 300);
    const photograph = encodePng({ data, width, height });
    const variant = { name: "a", width, height, fit: "inside", quality: 75, background: "#ffffff" } as const;
    const renditionOf = async (change: Pick<Variant, "format"> & Partial<Variant>, file = photograph) =>
      (await renderVariants({ watermarks }, await Jimp.fromBuffer(file), [{ ...variant, ...change }]))[0];
    const all = ["jpeg", "png", "webp", "avif"] as const;
    const sizes = await Promise.all(
      all.map(async (format) => {
        const quality = format === "webp" || format === "avif" ? equalQuality(75, format) : 75;
        return (await renditionOf({ format, quality: quality ?? 0 }))?.bytes.length ?? 0;
      }),
    );
    const smallest = await renditionOf({ format: "smallest", formats: all });
    expect(smallest?.bytes.length).to.equal(Math.min(...sizes));
    const chosen = all[sizes.indexOf(Math.min(...sizes))];
    expect(smallest).to.include({ contentType: `image/${chosen}` });
    expect((await sharp(smallest?.bytes).metadata()).format).to.equal(chosen === "avif" ? "heif" : chosen);
    const drawn = await renditionOf({ format: "smallest", formats: all }, tiles);
    expect(drawn).to.include({ contentType: "image/png", extension: ".png" });
    // Above 92 no WebP looks as good as the JPEG.
    const fine = { format: "smallest", quality: 97 } as const;
    expect(await renditionOf({ ...fine, formats: ["jpeg", "webp"] })).to.include({ contentType: "image/jpeg" });
    expect(await renditionOf({ ...fine, formats: ["webp"] })).to.include({ contentType: "image/webp" });
  });

  for (const format of ["jpeg", "webp", "png"] as const) {
    it(`write fewer bytes of ${format} with more effort`, async () => {
      const bytes = [];
      const file = format === "png" ? tiles : smooth;
      for (const effort of [0, 4, 6]) bytes.push((await encode(file, { format, effort })).length);
      const [fast = 0, usual = 0, best = 0] = bytes;
      expect(usual, bytes.join()).to.be.below(fast);
      expect(best, bytes.join()).to.be.at.most(usual);
      expect((await encode(file, { format })).length).to.equal(usual);
    });
  }
});
