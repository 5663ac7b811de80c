import { expect } from "chai";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { ImageError } from "../src";
import { decodeTiff } from "../src/tiff/decode";
import { assembleTiff, type TiffEntry } from "./support/images";

const WIDTH = 13;
const HEIGHT = 10;

type Fields = Partial<Record<"compression" | "bits" | "format" | "predictor" | "rows", number>>;

/** Grey pixels. */
function greyTiff(
  blocks: readonly Buffer[],
  { compression = 1, bits = 8, format = 1, predictor = 1, rows = HEIGHT }: Fields,
  littleEndian = false,
): Buffer {
  const entries: readonly TiffEntry[] = [
    [256, 4, WIDTH],
    [257, 4, HEIGHT],
    [258, 3, bits],
    [259, 3, compression],
    [262, 3, 1],
    [277, 3, 1],
    [278, 4, rows],
    [317, 3, predictor],
    [339, 3, format],
  ];
  return assembleTiff([{ entries, blocks }], { littleEndian });
}

/** The same file, in which a field has a number that nobody knows, or other values of 4 bytes. */
function changed(file: Buffer, tag: number, value?: number): Buffer {
  const copy = Buffer.from(file);
  const littleEndian = file[0] === 0x49;
  const u16 = (at: number) => (littleEndian ? copy.readUInt16LE(at) : copy.readUInt16BE(at));
  const first = littleEndian ? copy.readUInt32LE(4) : copy.readUInt32BE(4);
  for (let at = first + 2; at < first + 2 + u16(first) * 12; at += 12) {
    if (u16(at) !== tag) continue;
    if (value === undefined) copy.fill(0xfd, at, at + 2);
    else copy.writeUInt32BE(value, at + 8);
  }
  return copy;
}

const levels = (file: Buffer): number[] => [...decodeTiff(file).data].filter((_, at) => at % 4 === 0);
/** What sharp, which is libtiff, shows. */
const shown = async (file: Buffer): Promise<number[]> => [
  ...(await sharp(file, { failOn: "none" }).toColourspace("b-w").raw().toBuffer()),
];

const values = Array.from({ length: WIDTH * HEIGHT }, (_, at) => (at * 7919) % 256);
const rows = (bytes: Buffer, rowBytes: number, change: (row: Buffer) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: HEIGHT }, (_, y) => change(bytes.subarray(y * rowBytes, (y + 1) * rowBytes))));

/** Technical Note 3 of Adobe: bytes apart by their significance, then differences of bytes. */
function predictFloats(row: Buffer, littleEndian: boolean): Buffer {
  const count = row.length / 4;
  const apart = Buffer.alloc(row.length);
  for (let sample = 0; sample < count; sample++)
    for (let byte = 0; byte < 4; byte++)
      apart[byte * count + sample] = row[sample * 4 + (littleEndian ? 3 - byte : byte)] as number;
  return apart.map((value, at) => value - (at === 0 ? 0 : (apart[at - 1] as number))) as Buffer;
}

/** Differences of integers of 32 bits. */
function predictIntegers(row: Buffer, littleEndian: boolean): Buffer {
  const out = Buffer.alloc(row.length);
  const read = (at: number) => (littleEndian ? row.readUInt32LE(at) : row.readUInt32BE(at));
  for (let at = 0; at < row.length; at += 4) {
    const value = (read(at) - (at === 0 ? 0 : read(at - 4))) >>> 0;
    littleEndian ? out.writeUInt32LE(value, at) : out.writeUInt32BE(value, at);
  }
  return out;
}

describe("TIFF of 32 bits", () => {
  for (const littleEndian of [false, true]) {
    const order = littleEndian ? "little" : "big";

    // Pillow and libvips (libtiff) show the same.
    it(`decodes integers to levels, cut to 255, with and without differences: ${order}-endian`, async () => {
      const large = values.map((value, at) => (at % 5 === 0 ? 255 + value * 2 ** 23 : value));
      const bytes = Buffer.alloc(large.length * 4);
      large.forEach((value, at) =>
        littleEndian ? bytes.writeUInt32LE(value, at * 4) : bytes.writeUInt32BE(value, at * 4),
      );
      const expected = large.map((value) => Math.min(255, value));
      const plain = greyTiff([bytes], { bits: 32 }, littleEndian);
      expect(levels(plain)).to.deep.equal(expected);
      expect(await shown(plain)).to.deep.equal(expected);
      const differences = deflateSync(rows(bytes, WIDTH * 4, (row) => predictIntegers(row, littleEndian)));
      for (const format of [1, 2]) {
        const file = greyTiff([differences], { bits: 32, compression: 8, predictor: 2, format }, littleEndian);
        const signed = large.map((value) => Math.max(0, Math.min(255, value | 0)));
        expect(levels(file), `format ${format}`).to.deep.equal(format === 1 ? expected : signed);
        expect(await shown(file), `format ${format}`).to.deep.equal(format === 1 ? expected : signed);
      }
    });

    it(`decodes floating-point samples with their predictor: ${order}-endian`, async () => {
      const bytes = Buffer.alloc(values.length * 4);
      values.forEach((value, at) =>
        littleEndian ? bytes.writeFloatLE(value + 0.25, at * 4) : bytes.writeFloatBE(value + 0.25, at * 4),
      );
      const predicted = rows(bytes, WIDTH * 4, (row) => predictFloats(row, littleEndian));
      const half = (HEIGHT / 2) * WIDTH * 4;
      for (const compression of [8, 32946] as const) {
        const strips = [predicted.subarray(0, half), predicted.subarray(half)].map((strip) => deflateSync(strip));
        const file = greyTiff(
          strips,
          { bits: 32, format: 3, predictor: 3, compression, rows: HEIGHT / 2 },
          littleEndian,
        );
        expect(levels(file)).to.deep.equal(values);
        expect(await shown(file)).to.deep.equal(values);
      }
    });
  }
});

describe("TIFF without lengths of its strips", () => {
  const bytes = Buffer.from(values);
  const strips = [bytes.subarray(0, WIDTH * 4), bytes.subarray(WIDTH * 4, WIDTH * 8), bytes.subarray(WIDTH * 8)];

  it("is decoded where they are missing or 0: uncompressed, in one and in several", async () => {
    const [one, several] = [greyTiff([bytes], {}), greyTiff(strips, { rows: 4 })].map((file) => changed(file, 279));
    expect(levels(one as Buffer)).to.deep.equal(values);
    expect(await shown(one as Buffer)).to.deep.equal(values);
    // Pillow 13 shows the same; libvips refuses it.
    expect(levels(several as Buffer)).to.deep.equal(values);
    expect(levels(changed(greyTiff([bytes], {}), 279, 0))).to.deep.equal(values);
  });

  it("is decoded where they are missing: compressed, in one and in several", async () => {
    const one = changed(greyTiff([deflateSync(bytes)], { compression: 8 }), 279);
    expect(levels(one)).to.deep.equal(values);
    expect(await shown(one)).to.deep.equal(values);
    const packed = strips.map((strip) => Buffer.concat([Buffer.from([strip.length - 1]), strip]));
    expect(levels(changed(greyTiff(packed, { compression: 32773, rows: 4 }), 279))).to.deep.equal(values);
  });

  it("is refused where an offset is missing", () => {
    expect(() => decodeTiff(changed(greyTiff(strips, { rows: 4 }), 273)))
      .to.throw(ImageError, "the offset of a strip or tile is missing")
      .with.property("code", "IMAGE_CORRUPT");
  });
});
