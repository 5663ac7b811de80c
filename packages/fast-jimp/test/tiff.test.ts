import { expect } from "chai";
import sharp, { type TiffOptions } from "sharp";
import { ImageError } from "../src";
import { render } from "./support/render";
import { decodeTiff } from "../src/tiff/decode";
import { meanDifference } from "./support/compare";
import { encodeTiff, scene, type Pixels } from "./support/images";

const image = scene(97, 65, { grain: 12 });
const clear = scene(97, 65, { transparent: true });

const write = (
  { data, width, height }: Pixels,
  options: TiffOptions,
  space: "srgb" | "b-w" | "rgb16" = "srgb",
  alpha = false,
): Promise<Buffer> => {
  const image = sharp(data, { raw: { width, height, channels: 4 } });
  return (alpha ? image : image.removeAlpha()).toColourspace(space).tiff(options).toBuffer();
};

/** What sharp, which is libtiff, decodes of a file. */
async function expected(file: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(file)
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

describe("TIFF decoder", () => {
  const options: TiffOptions[] = (["none", "lzw", "deflate", "packbits"] as const).flatMap((compression) =>
    (["none", "horizontal"] as const).flatMap((predictor) => [
      { compression, predictor },
      { compression, predictor, tile: true, tileWidth: 32, tileHeight: 48 },
    ]),
  );
  for (const option of options) {
    const { compression, predictor, tile = false } = option;
    it(`decodes ${compression}${predictor === "horizontal" ? " with differences" : ""} in ${tile ? "tiles" : "strips"} exactly`, async () => {
      const files = [
        await write(image, option),
        await write(image, option, "b-w"),
        await write(clear, option, "srgb", true),
      ];
      for (const file of files) expect(meanDifference(decodeTiff(file), await expected(file))).to.equal(0);
    });
  }

  it("decodes grey of 1, 2 and 4 bits", async () => {
    for (const bitdepth of [1, 2, 4] as const) {
      const file = await write(image, { compression: "lzw", predictor: "none", bitdepth }, "b-w");
      expect(meanDifference(decodeTiff(file), await expected(file)), `${bitdepth} bits`).to.equal(0);
    }
  });

  it("decodes 16 bits to the high byte", async () => {
    for (const predictor of ["none", "horizontal"] as const) {
      const file = await write(image, { compression: "lzw", predictor }, "rgb16");
      expect(meanDifference(decodeTiff(file), await expected(file))).to.be.below(0.01);
    }
  });

  it("decodes both byte orders", async () => {
    const little = await write(image, { compression: "none", predictor: "none" });
    expect([little.toString("latin1", 0, 2), encodeTiff(image).toString("latin1", 0, 2)]).to.deep.equal(["II", "MM"]);
    expect(meanDifference(decodeTiff(encodeTiff(image)), image)).to.equal(0);
  });

  const change = (tag: number, value: number, type = 3): Buffer => {
    const file = encodeTiff(image);
    const directory = file.readUInt32BE(4);
    for (let at = directory + 2; at < file.length - 4; at += 12) {
      if (file.readUInt16BE(at) !== tag) continue;
      file.writeUInt16BE(type, at + 2);
      if (type === 3) file.writeUInt16BE(value, at + 8);
      else file.writeUInt32BE(value, at + 8);
    }
    return file;
  };
  const refused: readonly (readonly [what: string, code: string, file: Buffer])[] = [
    ["JPEG inside", "FORMAT_UNSUPPORTED", change(259, 7)],
    ["fax compression", "FORMAT_UNSUPPORTED", change(259, 4)],
    ["an unknown photometric interpretation", "FORMAT_UNSUPPORTED", change(262, 9)],
    ["a strip outside the file", "IMAGE_CORRUPT", change(273, 0x7fffffff, 4)],
    ["a strip that is too short", "IMAGE_CORRUPT", change(279, 100, 4)],
    ["more rows than strips", "IMAGE_CORRUPT", change(278, 8, 4)],
    ["a palette that is missing", "IMAGE_CORRUPT", change(262, 3)],
    ["nine samples", "IMAGE_CORRUPT", change(277, 9)],
    ["no samples", "IMAGE_CORRUPT", change(277, 0)],
    ["unknown LZW codes", "IMAGE_CORRUPT", change(259, 5)],
    ["deflated bytes that are not", "IMAGE_CORRUPT", change(259, 8)],
    ["its end cut off", "IMAGE_CORRUPT", encodeTiff(image).subarray(0, 5000)],
  ];
  const variant = {
    name: "a",
    width: 20,
    height: 20,
    fit: "cover",
    format: "png",
    quality: 80,
    background: "#ffffff",
  } as const;
  for (const [what, code, file] of refused) {
    it(`refuses a file with ${what}`, async () => {
      const error: unknown = await render(file, [variant]).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ImageError);
      expect((error as ImageError).code).to.equal(code);
    });
  }
});
