import { expect } from "chai";
import sharp, { type TiffOptions } from "sharp";
import { ImageError, probe } from "../src";
import { render } from "./support/render";
import { decodeTiff } from "../src/tiff/decode";
import { meanDifference } from "./support/compare";
import {
  assembleTiff,
  encodeRgbJpeg,
  encodeTiff,
  scene,
  type Pixels,
  type TiffEntry,
  type TiffOptions as TiffOptionsOfTest,
} from "./support/images";

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

type Kind = Partial<Record<"compression" | "bits" | "photometric" | "samples" | "rowsPerStrip", number>>;

/** An RGB or other TIFF of 20x15 pixels; `more` replaces and adds entries. */
function tiffOf(
  blocks: readonly Buffer[],
  { compression = 1, bits = 8, photometric = 2, samples = 3, rowsPerStrip = 15 }: Kind = {},
  more: readonly TiffEntry[] = [],
  options: TiffOptionsOfTest = {},
): Buffer {
  const own: readonly TiffEntry[] = [
    [256, 4, 20],
    [257, 4, 15],
    [258, 3, ...Array.from({ length: samples }, () => bits)],
    [259, 3, compression],
    [262, 3, photometric],
    [277, 3, samples],
    [278, 4, rowsPerStrip],
  ];
  const entries = [...own.filter(([tag]) => !more.some(([other]) => other === tag)), ...more];
  return assembleTiff([{ entries, blocks }], options);
}
const small = scene(20, 15);
const channelsOf = (pixels: Pixels, channels: readonly number[]): Buffer =>
  Buffer.from(Array.from({ length: pixels.width * pixels.height }, (_, at) => channels.map((channel) => pixels.data[at * 4 + channel] as number)).flat()); // prettier-ignore
const rgb = channelsOf(small, [0, 1, 2]);
const mirrored = (bytes: Buffer): Buffer =>
  bytes.map((byte) => parseInt([...byte.toString(2).padStart(8, "0")].reverse().join(""), 2)) as Buffer;

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

  it("decodes bits that are stored lowest first", async () => {
    const file = tiffOf([mirrored(rgb)], {}, [[266, 3, 2]]);
    expect(meanDifference(decodeTiff(file), small)).to.equal(0);
    expect(meanDifference(decodeTiff(file), await expected(file))).to.equal(0);
    const packed = mirrored(Buffer.from([0x81, 0xff, 0x00]));
    const oneBit = tiffOf([Buffer.alloc(45, packed)], { bits: 1, samples: 1, photometric: 1 }, [[266, 3, 2]]);
    expect(meanDifference(decodeTiff(oneBit), await expected(oneBit))).to.equal(0);
  });

  it("decodes samples in planes, of 8 and 16 bits, with differences, in several strips", async () => {
    const planes = [0, 1, 2].map((channel) => channelsOf(small, [channel]));
    const strips = planes.flatMap((plane) => [plane.subarray(0, 200), plane.subarray(200)]);
    const file = tiffOf(strips, { rowsPerStrip: 10 }, [[284, 3, 2]]);
    expect(meanDifference(decodeTiff(file), small)).to.equal(0);
    expect(meanDifference(decodeTiff(file), await expected(file))).to.equal(0);
    const differences = planes.map((plane) => {
      const out = Buffer.from(plane);
      for (let at = out.length - 1; at > 0; at--)
        if (at % 20 !== 0) out[at] = (plane[at] as number) - (plane[at - 1] as number);
      return out;
    });
    const predicted = tiffOf(differences, {}, [[284, 3, 2], [317, 3, 2]]); // prettier-ignore
    expect(meanDifference(decodeTiff(predicted), small)).to.equal(0);
    const wide = planes.map((plane) => Buffer.from([...plane].flatMap((value) => [value, value])));
    expect(meanDifference(decodeTiff(tiffOf(wide, { bits: 16 }, [[284, 3, 2]])), small)).to.equal(0);
  });

  it("decodes BigTIFF in both byte orders", async () => {
    for (const littleEndian of [false, true]) {
      const file = tiffOf([rgb], {}, [], { big: true, littleEndian });
      expect(meanDifference(decodeTiff(file), small)).to.equal(0);
      expect(meanDifference(decodeTiff(file), await expected(file))).to.equal(0);
      expect(probe(file)).to.include({ format: "tiff", width: 20, height: 15 });
    }
  });

  it("decodes YCbCr with chroma of full, half and quarter size", async () => {
    const flat = Buffer.alloc(20 * 15 * 4, Buffer.from([200, 60, 90, 255]));
    const [y, cb, cr] = [105, 119, 196];
    for (const [across, down] of [
      [1, 1],
      [2, 1],
      [2, 2],
      [4, 1],
      [4, 4],
    ] as const) {
      // prettier-ignore
      const units = Math.ceil(20 / across) * Math.ceil(15 / down);
      const unit = Buffer.from([...Array.from({ length: across * down }, () => y), cb, cr]);
      const file = tiffOf([Buffer.alloc(units * unit.length, unit)], { photometric: 6 }, [[530, 3, across, down]]);
      const decoded = decodeTiff(file);
      expect(meanDifference(decoded, { width: 20, height: 15, data: flat }), `${across}x${down}`).to.be.below(1.5);
      // libvips leaves chroma of full size unconverted, and the last rows of the largest units.
      if (across > 1 && down < 4)
        expect(meanDifference(decoded, await expected(file)), `${across}x${down}`).to.be.below(1.5);
    }
  });

  it("decodes JPEG inside: YCbCr, RGB and grey, in strips and tiles, with shared tables", async () => {
    for (const option of [{}, { tile: true, tileWidth: 32, tileHeight: 48 }]) {
      for (const space of ["srgb", "b-w"] as const) {
        const file = await write(image, { compression: "jpeg", quality: 95, ...option }, space);
        expect(meanDifference(decodeTiff(file), await expected(file)), space).to.be.below(1);
      }
    }
    // Components that are red, green and blue.
    const file = tiffOf([encodeRgbJpeg(small)], { compression: 7 });
    expect(meanDifference(decodeTiff(file), small)).to.be.below(3);
  });

  // Pillow and libvips (libtiff) decode both alike: the inks are those of an uncompressed file.
  it("decodes inks with JPEG inside, with and without a profile, and refuses other components there", async () => {
    const inks = sharp(image.data, { raw: { width: 97, height: 65, channels: 4 } })
      .removeAlpha()
      .toColourspace("cmyk");
    for (const profile of [undefined, "cmyk"]) {
      const own = profile === undefined ? inks.clone() : inks.clone().withIccProfile(profile);
      const plain = await own.clone().tiff({ compression: "none" }).toBuffer();
      for (const option of [{}, { tile: true, tileWidth: 32, tileHeight: 48 }]) {
        const file = await own.clone().tiff({ compression: "jpeg", quality: 98, ...option }).toBuffer(); // prettier-ignore
        expect(meanDifference(decodeTiff(file), decodeTiff(plain)), profile).to.be.below(1.5);
      }
    }
    expect(() => decodeTiff(tiffOf([encodeRgbJpeg(small)], { compression: 7, photometric: 5, samples: 4 }))).to.throw(
      "a strip or tile of 4 samples is a JPEG of 3 components",
    );
  });

  it("takes a fourth sample of RGB for alpha where nothing is said of it, as Pillow and libvips do", () => {
    const samples = channelsOf(small, [0, 1, 2, 0]);
    expect(decodeTiff(tiffOf([samples], { samples: 4 })).data.equals(samples)).to.equal(true);
    const stated = tiffOf([samples], { samples: 4 }, [[338, 3, 0]]);
    expect(decodeTiff(stated).data[3]).to.equal(255);
  });

  it("decodes a palette with alpha", () => {
    const palette = Array.from({ length: 768 }, (_, at) => (at % 256) * 257);
    const pixels = Buffer.from(Array.from({ length: 300 }, (_, at) => [at % 256, at % 2 === 0 ? 255 : 40]).flat());
    const file = tiffOf([pixels], { photometric: 3, samples: 2 }, [[320, 3, ...palette], [338, 3, 2]]); // prettier-ignore
    expect([...decodeTiff(file).data.subarray(4, 16)]).to.deep.equal([1, 1, 1, 40, 2, 2, 2, 255, 3, 3, 3, 40]);
  });

  it("takes the first directory that is no thumbnail, by either tag, and a thumbnail where there is nothing else", () => {
    const entries = (width: number, height: number, more: readonly TiffEntry[]): TiffEntry[] => [
      ...more,
      [256, 4, width],
      [257, 4, height],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [277, 3, 1],
      [278, 4, height],
    ];
    const thumbnail = (tag: TiffEntry) => ({ entries: entries(2, 1, [tag]), blocks: [Buffer.from([1, 2])] });
    const main = { entries: entries(3, 1, [[254, 4, 0]]), blocks: [Buffer.from([9, 8, 7])] };
    for (const tag of [
      [254, 4, 1],
      [255, 3, 2],
    ] as const) {
      // prettier-ignore
      const file = assembleTiff([thumbnail(tag), thumbnail(tag), main]);
      expect(probe(file)).to.include({ width: 3, height: 1 });
      expect([0, 4, 8].map((at) => decodeTiff(file).data[at])).to.deep.equal([9, 8, 7]);
      expect(probe(assembleTiff([thumbnail(tag)]))).to.include({ width: 2, height: 1 });
    }
    // Directories that follow each other in a circle.
    const circle = assembleTiff([thumbnail([254, 4, 1])]);
    circle.writeUInt32BE(8, 8 + 2 + 10 * 12);
    expect(probe(circle)).to.include({ width: 2, height: 1 });
  });

  // Pillow and libvips show all of these alike, but for negative samples of 8 bits, which Pillow wraps.
  it("decodes signed and floating-point grey to levels, cut to 0..255 and without fractions", async () => {
    const values = [100.2, 100.5, 100.99, -0.4, 254.6, 255.9, 1e9, -1e9, NaN, Infinity, -5, 7, 300, 255, 0];
    const levels = [100, 100, 100, 0, 254, 255, 255, 0, 0, 255, 0, 7, 255, 255, 0];
    const grey = (block: Buffer, bits: number, format: number, littleEndian: boolean): Buffer =>
      assembleTiff(
        [
          {
            entries: [[256, 4, 15], [257, 4, 1], [258, 3, bits], [259, 3, 1], [262, 3, 1], [277, 3, 1], [278, 4, 1], [339, 3, format]], // prettier-ignore
            blocks: [block],
          },
        ],
        { littleEndian },
      );
    const red = (file: Buffer): number[] => [...decodeTiff(file).data].filter((_, at) => at % 4 === 0);
    for (const littleEndian of [false, true]) {
      const floats = Buffer.alloc(60);
      values.forEach((value, at) =>
        littleEndian ? floats.writeFloatLE(value, at * 4) : floats.writeFloatBE(value, at * 4),
      );
      expect(red(grey(floats, 32, 3, littleEndian))).to.deep.equal(levels);
      expect(await sharp(grey(floats, 32, 3, littleEndian)).metadata()).to.include({ depth: "float" });
      const integers = values.map((value) => (Number.isFinite(value) ? Math.trunc(value) : 0));
      for (const bytes of [2, 4] as const) {
        const most = 2 ** (bytes * 8 - 1) - 1;
        const block = Buffer.alloc(15 * bytes);
        const inRange = integers.map((value) => Math.max(-most, Math.min(most, value)));
        inRange.forEach((value, at) =>
          littleEndian ? block.writeIntLE(value, at * bytes, bytes) : block.writeIntBE(value, at * bytes, bytes),
        );
        expect(red(grey(block, bytes * 8, 2, littleEndian)), `${bytes} bytes`).to.deep.equal(
          inRange.map((value) => Math.max(0, Math.min(255, value))),
        );
      }
      const narrow = Buffer.from(Array.from({ length: 15 }, (_, at) => at * 17));
      expect(red(grey(narrow, 8, 2, littleEndian))).to.deep.equal(
        [...narrow].map((value) => (value > 127 ? 0 : value)),
      );
    }
  });

  it("refuses by name what is stored in a way that it does not read", () => {
    const entries: readonly (readonly [Kind, TiffEntry, RegExp])[] = [
      [{}, [339, 3, 3, 3, 3], /floating-point samples of 8 bits that are not grey of 32 bits/],
      [{}, [339, 3, 2, 2, 2], /signed samples of 8 bits that are not grey/],
      [{}, [339, 3, 1, 1, 2], /unknown or mixed SampleFormat/],
      [{}, [339, 3, 4, 4, 4], /unknown or mixed SampleFormat/],
      [{ bits: 32 }, [339, 3, 1, 1, 1], /samples of 32 bits that are not grey/],
      [{}, [317, 3, 3], /predictor 3 of integers/],
      [{}, [317, 3, 4], /predictor 4/],
      [{ compression: 6 }, [512, 3, 14], /the old kind by process 14/],
      [{ compression: 6 }, [322, 3, 16], /the old kind in tiles/],
      [{ compression: 6, photometric: 5, samples: 4 }, [332, 3, 1], /the old kind and photometric interpretation 5/],
      [{ compression: 6 }, [284, 3, 2], /JPEG compression in planes/],
      [{}, [266, 3, 3], /fill order 3/],
      [{}, [284, 3, 3], /planar configuration 3/],
      [{}, [532, 3, 16, 235, 16, 235, 16, 235], /ReferenceBlackWhite/],
      [{}, [50706, 1, 1, 4, 0, 0], /raw data \(DNG\)/],
      [{ photometric: 5, samples: 4 }, [332, 3, 2], /InkSet/],
      [{ photometric: 5, samples: 4 }, [336, 3, 20, 230], /dot range/],
      [{ photometric: 3, samples: 1, compression: 7 }, [338, 3, 0], /JPEG compression and photometric/],
    ];
    for (const [kind, entry, message] of entries) {
      expect(() => decodeTiff(tiffOf([Buffer.alloc(1200)], kind, [entry])), String(message))
        .to.throw(ImageError, message)
        .with.property("code", "FORMAT_UNSUPPORTED");
    }
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
    ["JPEG inside that is none", "IMAGE_CORRUPT", change(259, 7)],
    ["JPEG compression of the old kind without tables", "IMAGE_CORRUPT", change(259, 6)],
    ["fax compression of colours", "FORMAT_UNSUPPORTED", change(259, 4)],
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
