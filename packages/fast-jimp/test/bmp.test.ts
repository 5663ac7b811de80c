import BMP from "@jimp/js-bmp";
import { expect } from "chai";
import { ImageError } from "../src";
import { decodeBmp } from "../src/bmp/decode";
import { meanDifference } from "./support/compare";
import { displayP3Profile, encodeBmp, scene } from "./support/images";

interface Parts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  /** Masks or palette after the header of 40 bytes. */
  readonly tables?: readonly number[];
  readonly pixels: readonly number[];
}

/** A BMP of its parts. */
function bmpOf({ width, height, bits, compression = 0, tables = [], pixels }: Parts): Buffer {
  const head = Buffer.alloc(54);
  head.write("BM");
  head.writeUInt32LE(54 + tables.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  if (bits <= 8) head.writeUInt32LE(tables.length / 4, 46);
  return Buffer.concat([head, Buffer.from(tables), Buffer.from(pixels)]);
}

const pixels = (file: Buffer): number[][] => {
  const { data } = decodeBmp(file);
  return Array.from({ length: data.length / 4 }, (_, at) => [...data.subarray(at * 4, at * 4 + 4)]);
};
const word = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
// Blue, green, red, unused.
const palette = [0, 0, 200, 0, 0, 200, 0, 0, 200, 0, 0, 0, 9, 9, 9, 0];
const [red, green, blue, grey] = [[200, 0, 0, 255], [0, 200, 0, 255], [0, 0, 200, 255], [9, 9, 9, 255]]; // prettier-ignore

describe("BMP decoder", () => {
  it("decodes 24 bits to the pixels of jimp", () => {
    const image = scene(31, 20);
    const file = encodeBmp(image);
    expect(meanDifference(decodeBmp(file), image)).to.equal(0);
    expect(decodeBmp(file).data.equals(BMP().decode(Buffer.from(file)).data)).to.equal(true);
  });

  it("decodes bottom-up rows, and top-down rows where the height is negative", () => {
    const parts = { width: 1, bits: 8, tables: palette, pixels: [0, 0, 0, 0, 1, 0, 0, 0] };
    expect(pixels(bmpOf({ ...parts, height: 2 }))).to.deep.equal([green, red]);
    expect(pixels(bmpOf({ ...parts, height: -2 }))).to.deep.equal([red, green]);
  });

  it("decodes indices of 1, 4 and 8 bits", () => {
    expect(
      pixels(bmpOf({ width: 3, height: 1, bits: 1, tables: palette, pixels: [0b01000000, 0, 0, 0] })),
    ).to.deep.equal([red, green, red]);
    expect(pixels(bmpOf({ width: 3, height: 1, bits: 4, tables: palette, pixels: [0x12, 0x30, 0, 0] }))).to.deep.equal([
      green,
      blue,
      grey,
    ]);
    expect(pixels(bmpOf({ width: 3, height: 1, bits: 8, tables: palette, pixels: [3, 2, 0, 0] }))).to.deep.equal([
      grey,
      blue,
      red,
    ]);
  });

  it("decodes 16 and 32 bits, with and without channel masks", () => {
    expect(pixels(bmpOf({ width: 2, height: 1, bits: 16, pixels: [0x00, 0x7c, 0xff, 0x7f] }))).to.deep.equal([[255, 0, 0, 255], [255, 255, 255, 255]]); // prettier-ignore
    expect(pixels(bmpOf({ width: 1, height: 1, bits: 32, pixels: [1, 2, 3, 4] }))).to.deep.equal([[3, 2, 1, 255]]);
    const rgb565 = [0xf800, 0x07e0, 0x001f, 0].flatMap(word);
    expect(pixels(bmpOf({ width: 2, height: 1, bits: 16, compression: 3, tables: rgb565, pixels: [0xe0, 0x07, 0x1f, 0] }))).to.deep.equal([[0, 255, 0, 255], [0, 0, 255, 255]]); // prettier-ignore
    const rgba = [0xff, 0xff00, 0xff0000, 0xff000000].flatMap(word);
    expect(
      pixels(bmpOf({ width: 1, height: 1, bits: 32, compression: 6, tables: rgba, pixels: [1, 2, 3, 4] })),
    ).to.deep.equal([[1, 2, 3, 4]]);
  });

  it("decodes RLE8 and RLE4: runs, absolute pixels, line ends and deltas", () => {
    const runs8 = [2, 1, 0, 0, 0, 3, 2, 3, 0, 0, 0, 0, 0, 1];
    expect(
      pixels(bmpOf({ width: 3, height: 2, bits: 8, compression: 1, tables: palette, pixels: runs8 })),
    ).to.deep.equal([blue, grey, red, green, green, red]);
    const jump = [0, 2, 2, 1, 1, 3, 0, 1];
    expect(
      pixels(bmpOf({ width: 3, height: 2, bits: 8, compression: 1, tables: palette, pixels: jump })),
    ).to.deep.equal([red, red, grey, red, red, red]);
    const runs4 = [3, 0x12, 0, 0, 0, 3, 0x32, 0x10, 0, 1];
    expect(
      pixels(bmpOf({ width: 3, height: 2, bits: 4, compression: 2, tables: palette, pixels: runs4 })),
    ).to.deep.equal([grey, blue, green, green, blue, green]);
  });

  it("decodes OS/2's second version, whose header may end after any field", () => {
    const windows = bmpOf({ width: 3, height: 1, bits: 8, tables: palette, pixels: [3, 2, 0, 0] });
    for (const headerSize of [16, 24, 36, 40, 64]) {
      const header = Buffer.alloc(headerSize);
      windows.copy(header, 0, 14, 14 + Math.min(headerSize, 40));
      header.writeUInt32LE(headerSize, 0);
      const head = Buffer.from(windows.subarray(0, 14));
      // Without the field for their number all 256 colours are there.
      const colours =
        headerSize >= 36 ? Buffer.from(palette) : Buffer.concat([Buffer.from(palette), Buffer.alloc(252 * 4)]);
      head.writeUInt32LE(14 + headerSize + colours.length, 10);
      const file = Buffer.concat([head, header, colours, Buffer.from([3, 2, 0, 0])]);
      expect(pixels(file), `${headerSize} bytes`).to.deep.equal([grey, blue, red]);
    }
  });

  it("has the profile that BITMAPV5HEADER embeds", () => {
    const icc = displayP3Profile();
    const own = encodeBmp(scene(8, 4));
    const header = Buffer.alloc(14 + 124);
    own.copy(header, 0, 0, 54);
    header.writeUInt32LE(header.length, 10);
    header.writeUInt32LE(124, 14);
    header.write("DEBM", 70, "latin1");
    header.writeUInt32LE(124 + own.length - 54, 126);
    header.writeUInt32LE(icc.length, 130);
    const file = Buffer.concat([header, own.subarray(54), icc]);
    expect(Buffer.from(decodeBmp(file).icc ?? []).equals(icc)).to.equal(true);
    expect(meanDifference(decodeBmp(file), scene(8, 4))).to.equal(0);
    // LCS_sRGB.
    file.write("BGRs", 70, "latin1");
    expect(decodeBmp(file)).not.to.have.property("icc");
  });

  it("refuses OS/2's own compressions, which have the numbers of Windows' others", () => {
    for (const compression of [3, 4]) {
      const windows = bmpOf({
        width: 3,
        height: 1,
        bits: compression === 3 ? 1 : 24,
        compression,
        pixels: [0, 0, 0, 0],
      });
      const file = Buffer.concat([windows.subarray(0, 54), Buffer.alloc(24 + 64), windows.subarray(54)]);
      file.writeUInt32LE(64, 14);
      expect(() => decodeBmp(file)).to.throw(ImageError, `OS/2 BMP with compression ${compression}`);
    }
  });

  it("refuses cut files before memory is taken, and unknown kinds", () => {
    const refused: readonly (readonly [what: string, code: string, file: Buffer])[] = [
      ["cut rows", "IMAGE_CORRUPT", encodeBmp(scene(31, 20)).subarray(0, -4)],
      [
        "cut runs",
        "IMAGE_CORRUPT",
        bmpOf({ width: 3, height: 2, bits: 8, compression: 1, tables: palette, pixels: [2, 1, 0, 0] }),
      ],
      ["huge and empty", "IMAGE_CORRUPT", bmpOf({ width: 9000, height: 9000, bits: 24, pixels: [] })],
      [
        "huge and empty, in runs",
        "IMAGE_CORRUPT",
        bmpOf({ width: 9000, height: 9000, bits: 8, compression: 1, tables: palette, pixels: [0, 1] }),
      ],
      [
        "a colour that is not there",
        "IMAGE_CORRUPT",
        bmpOf({ width: 1, height: 1, bits: 8, tables: palette, pixels: [4, 0, 0, 0] }),
      ],
      ["JPEG inside", "FORMAT_UNSUPPORTED", bmpOf({ width: 1, height: 1, bits: 0, compression: 4, pixels: [] })],
      ["seven bits", "FORMAT_UNSUPPORTED", bmpOf({ width: 1, height: 1, bits: 7, pixels: [0, 0, 0, 0] })],
    ];
    for (const [what, code, file] of refused)
      expect(() => decodeBmp(file), what)
        .to.throw(ImageError)
        .with.property("code", code);
  });
});
