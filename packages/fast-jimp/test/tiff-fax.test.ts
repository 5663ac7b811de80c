import { expect } from "chai";
import sharp from "sharp";
import { ImageError } from "../src";
import { decodeTiff } from "../src/tiff/decode";
import { decodeResult, meanDifference } from "./support/compare";
import { assembleTiff, seededRandom, type TiffEntry } from "./support/images";
import { encodeFax, type FaxOptions } from "./support/images/fax";

const [WIDTH, HEIGHT] = [3000, 40];

/** Runs of every length, thin lines, and rows like the one above. */
function page(width = WIDTH, height = HEIGHT): boolean[][] {
  const random = seededRandom(7);
  const rows: boolean[][] = [];
  for (let y = 0; y < height; y++) {
    const above = rows[y - 1];
    if (above && y % 3 !== 0) {
      const by = Math.floor(random() * 7) - 3;
      rows.push(above.map((_, x) => (random() < 0.001 ? random() < 0.5 : (above[x - by] ?? false))));
      continue;
    }
    const row: boolean[] = [];
    for (let black = random() < 0.5; row.length < width; black = !black) {
      const pixels = Math.ceil(random() ** 4 * (y % 2 === 0 ? width * 1.2 : 90));
      for (let left = Math.min(pixels, width - row.length); left > 0; left--) row.push(black);
    }
    rows.push(row);
  }
  rows[5] = Array.from({ length: width }, () => false);
  rows[6] = Array.from({ length: width }, () => true);
  rows[7] = Array.from({ length: width }, (_, x) => x % 2 === 0);
  return rows;
}
const rows = page();

function faxTiff(
  blocks: readonly Buffer[],
  compression: number,
  more: readonly TiffEntry[] = [],
  height = HEIGHT,
): Buffer {
  const own: readonly TiffEntry[] = [
    [256, 4, WIDTH], [257, 4, HEIGHT], [258, 3, 1], [259, 3, compression], [262, 3, 0], [277, 3, 1], [278, 4, height],
  ]; // prettier-ignore
  return assembleTiff([
    { entries: [...own.filter(([tag]) => !more.some(([other]) => other === tag)), ...more], blocks },
  ]);
}

const painted = (at: readonly (readonly boolean[])[]): { data: Buffer; width: number; height: number } => ({
  data: Buffer.from(at.flat().flatMap((black) => (black ? [0, 0, 0, 255] : [255, 255, 255, 255]))),
  width: at[0]?.length ?? 0,
  height: at.length,
});

const t4 = (options: number): TiffEntry => [292, 4, options];
const kinds: readonly (readonly [string, FaxOptions, TiffEntry[]])[] = [
  ["CCITT RLE", { compression: 2 }, []],
  ["T.4, one-dimensional", { compression: 3 }, []],
  ["T.4, one-dimensional with fill bits", { compression: 3, fill: true }, [t4(4)]],
  ["T.4, two-dimensional", { compression: 3, twoDimensional: true }, [t4(1)]],
  ["T.4, two-dimensional with fill bits", { compression: 3, twoDimensional: true, fill: true }, [t4(5)]],
  ["T.6", { compression: 4 }, []],
];

const codeOf = (file: Buffer): string => {
  try {
    decodeTiff(file);
  } catch (error) {
    if (error instanceof ImageError) return error.code;
    throw error;
  }
  return "decoded";
};

describe("fax data of a TIFF", () => {
  // Encoded here, read by libtiff (sharp) as well.
  for (const [name, options, entries] of kinds) {
    it(`is decoded: ${name}`, async () => {
      const file = faxTiff([encodeFax(rows, options)], options.compression, entries);
      expect(meanDifference(decodeTiff(file), painted(rows))).to.equal(0);
      expect(meanDifference(await decodeResult(file), painted(rows))).to.equal(0);
      const strips = [rows.slice(0, 16), rows.slice(16, 32), rows.slice(32)].map((part) => encodeFax(part, options));
      expect(meanDifference(decodeTiff(faxTiff(strips, options.compression, entries, 16)), painted(rows))).to.equal(0);
    });

    it(`is refused where it is cut short or broken: ${name}`, () => {
      const data = encodeFax(rows, options);
      expect(codeOf(faxTiff([data.subarray(0, data.length >> 1)], options.compression, entries))).to.equal(
        "IMAGE_CORRUPT",
      );
      expect(codeOf(faxTiff([Buffer.alloc(9)], options.compression, entries))).to.equal("IMAGE_CORRUPT");
      const random = seededRandom(3);
      const noise = Buffer.from(Array.from({ length: 4000 }, () => Math.floor(random() * 256)));
      expect(codeOf(faxTiff([noise], options.compression, entries))).to.equal("IMAGE_CORRUPT");
    });
  }

  it("is decoded as libtiff encodes it", async () => {
    const image = sharp(painted(rows).data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } }).removeAlpha();
    const file = await image.toColourspace("b-w").tiff({ compression: "ccittfax4", bitdepth: 1 }).toBuffer();
    expect(meanDifference(decodeTiff(file), painted(rows))).to.equal(0);
  });

  it("is black on white or white on black, and may be stored lowest bit first", () => {
    const data = encodeFax(rows, { compression: 4 });
    const inverted = painted(rows.map((row) => row.map((black) => !black)));
    expect(meanDifference(decodeTiff(faxTiff([data], 4, [[262, 3, 1]])), inverted)).to.equal(0);
    const mirrored = data.map((byte) => parseInt([...byte.toString(2).padStart(8, "0")].reverse().join(""), 2));
    expect(meanDifference(decodeTiff(faxTiff([Buffer.from(mirrored)], 4, [[266, 3, 2]])), painted(rows))).to.equal(0);
  });

  it("is black on white where the file does not say, as libtiff and Pillow take it", () => {
    const file = faxTiff([encodeFax(rows, { compression: 4 })], 4);
    // PhotometricInterpretation becomes a private tag.
    file.writeUInt16BE(0xfffe, file.indexOf(Buffer.from([0x01, 0x06, 0, 3, 0, 0, 0, 1])));
    expect(meanDifference(decodeTiff(file), painted(rows))).to.equal(0);
  });

  it("is refused by name where it is of another kind", () => {
    const data = encodeFax(rows, { compression: 4 });
    for (const [file, message] of [
      [faxTiff([data], 32771), /CCITT RLE compression of whole words/],
      [faxTiff([data], 4, [[258, 3, 8]]), /fax compression of 1 samples of 8 bits/],
      [faxTiff([data], 4, [[262, 3, 3]]), /fax compression|palette/],
      [faxTiff([data], 3, [t4(8)]), /fax options 8/],
      [faxTiff([data], 4, [[293, 4, 4]]), /fax options 4/],
      // 0000001111: the extension, mode 7.
      [faxTiff([Buffer.from([0b00000011, 0b11000000, 0, 0])], 4), /uncompressed mode/],
    ] as const)
      expect(() => decodeTiff(file), String(message))
        .to.throw(ImageError, message)
        .with.property("code", "FORMAT_UNSUPPORTED");
  });

  it("refuses rows of runs without pixels", () => {
    // White and black runs of 0 pixels for ever.
    const bits = "001101010000110111".repeat(4000);
    const data = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
    expect(codeOf(faxTiff([data], 2))).to.equal("IMAGE_CORRUPT");
  });
});
