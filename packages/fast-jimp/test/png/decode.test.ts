import { expect } from "chai";
import sharp from "sharp";
import { decodePng } from "../../src/png/decode";
import { decodeResult, meanDifference } from "../support/compare";
import {
  assemblePng,
  encodePng,
  filteredRows,
  pngChunk,
  pngKinds,
  pngOfKind,
  scene,
  type PngKind,
} from "../support/images";

const nameOf = ({ colourType, bitDepth, interlaced, transparency }: PngKind): string =>
  `colour type ${colourType}, ${bitDepth} bits${interlaced ? ", interlaced" : ""}${transparency ? ", tRNS" : ""}`;

describe("PNG decoder", () => {
  for (const kind of pngKinds) {
    it(`decodes ${nameOf(kind)} exactly`, async () => {
      const { file, expected } = pngOfKind(scene(29, 23, { transparent: true, seed: 5 }), kind);
      const { data, width, height, opaque } = await decodePng(file);
      expect([width, height]).to.deep.equal([29, 23]);
      // Where nothing is averaged, colours under full transparency are the one thing that may differ.
      for (let at = 0; at < data.length; at += 4) {
        const visible = expected.data[at + 3] !== 0;
        const wanted = visible ? expected.data.subarray(at, at + 4) : Buffer.alloc(4);
        if (!data.subarray(at, at + 4).equals(wanted))
          expect.fail(`pixel ${at / 4}: ${data.subarray(at, at + 4).join()} for ${wanted.join()}`);
      }
      expect(opaque).to.equal(expected.data.every((value, at) => at % 4 !== 3 || value === 255));
    });
  }

  it("decodes rows of every filter, in whatever order they follow one another", async () => {
    // Sixty rows of 4 KB: more than the rows that are unfiltered at a time.
    for (const transparent of [false, true]) {
      const image = scene(1100, 60, { transparent, grain: 30 });
      const step = transparent ? 4 : 3;
      const order = (y: number): number => (y < 40 ? [4, 4, 4, 2, 4, 1, 4, 4, 3, 0][y % 10] : 4) as number;
      const rows = filteredRows(image, step, order);
      const file = assemblePng({ width: 1100, height: 60, colourType: transparent ? 6 : 2, rows });
      const { data } = await decodeResult(file);
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 0) data.fill(0, at, at + 3);
      expect((await decodePng(file)).data.equals(data)).to.equal(true);
    }
  });

  it("decodes images of one pixel, one row and one column, interlaced or not", async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 40],
      [40, 1],
      [3, 5],
    ] as const) {
      for (const interlaced of [false, true]) {
        const { file, expected } = pngOfKind(scene(width, height), { colourType: 2, bitDepth: 8, interlaced });
        expect((await decodePng(file)).data.equals(expected.data), `${width}x${height}`).to.equal(true);
      }
    }
  });

  it("decodes an image whose rows are split between chunks of inflated data", async () => {
    const image = scene(700, 500);
    expect((await decodePng(encodePng(image))).data.equals(image.data)).to.equal(true);
  });

  it("decodes large images concurrently, from streams", async () => {
    const [width, height] = [2400, 2400];
    // Sums of a step to the right and one downwards, which Sub and Up make of the same bytes.
    const rows = (step: number): Buffer => {
      const filtered = Buffer.alloc(height * (width * 3 + 1), step);
      for (let y = 0; y < height; y++) filtered[y * (width * 3 + 1)] = y === 0 ? 1 : 2;
      return filtered;
    };
    const [one, two] = [1, 2].map((step) => assemblePng({ width, height, colourType: 2, rows: rows(step) }));
    const decoded = await Promise.all([decodePng(one as Buffer), decodePng(two as Buffer)]);
    decoded.forEach(({ data }, i) => {
      for (const [x, y] of [
        [0, 0],
        [1999, 3],
        [77, 2399],
        [2399, 2399],
      ] as const) {
        expect(data[(y * width + x) * 4]).to.equal(((x + 1 + y) * (i + 1)) & 255);
      }
    });
  });

  it("compares a transparent colour by as many bits as a sample has", async () => {
    // Grey levels 0 to 3 of 2 bits; 0xff02 and 2 are the same level (PNG specification, 11.3.1.1).
    const rows = Buffer.from([0, 0b00011011]);
    const tRNS = pngChunk("tRNS", Buffer.from([0xff, 0x02]));
    const grey = await decodePng(
      assemblePng({ width: 4, height: 1, bitDepth: 2, colourType: 0, rows, before: [tRNS] }),
    );
    expect([3, 7, 11, 15].map((at) => grey.data[at])).to.deep.equal([255, 255, 0, 255]);
    const colour = pngChunk("tRNS", Buffer.from([1, 9, 2, 8, 3, 7]));
    const rgb = await decodePng(
      assemblePng({ width: 2, height: 1, colourType: 2, rows: Buffer.from([0, 9, 8, 7, 9, 8, 6]), before: [colour] }),
    );
    expect([rgb.data[3], rgb.data[7]]).to.deep.equal([0, 255]);
  });

  it("decodes pixels split into many IDAT chunks", async () => {
    const image = scene(64, 48);
    const whole = encodePng(image);
    const many = await sharp(whole).png({ compressionLevel: 0 }).toBuffer();
    expect((await decodePng(many)).data.equals(image.data)).to.equal(true);
  });

  describe("reducing while it decodes", () => {
    it("averages cells of whole pixels, and reports the exact size in cells", async () => {
      const image = scene(50, 37, { grain: 20 });
      const reduced = await decodePng(encodePng(image), { minWidth: 8, minHeight: 6, headroom: 2 });
      expect([reduced.width, reduced.height]).to.deep.equal([17, 13]);
      expect(reduced.validWidth).to.be.closeTo(50 / 3, 1e-9);
      expect(reduced.validHeight).to.be.closeTo(37 / 3, 1e-9);
      for (const [cellX, cellY] of [
        [0, 0],
        [7, 5],
        [16, 12],
      ] as const) {
        for (let part = 0; part < 3; part++) {
          const values: number[] = [];
          for (let y = cellY * 3; y < Math.min(37, cellY * 3 + 3); y++) {
            for (let x = cellX * 3; x < Math.min(50, cellX * 3 + 3); x++)
              values.push(image.data[(y * 50 + x) * 4 + part] ?? 0);
          }
          const mean = values.reduce((sum, value) => sum + value) / values.length;
          expect(reduced.data[(cellY * 17 + cellX) * 4 + part]).to.be.closeTo(mean, 0.51);
        }
      }
    });

    it("weights colours by alpha, in rows with and without transparency", async () => {
      const data = Buffer.alloc(16 * 16 * 4, Buffer.from([200, 100, 50, 255]));
      // The left half of every other row is a transparent blue that must not be seen.
      for (let y = 0; y < 16; y += 2) for (let x = 0; x < 8; x++) data.set([0, 0, 255, 0], (y * 16 + x) * 4);
      const file = encodePng({ width: 16, height: 16, data }, { alpha: true });
      const reduced = await decodePng(file, { minWidth: 1, minHeight: 1, headroom: 4 });
      expect([reduced.width, reduced.height, reduced.opaque]).to.deep.equal([4, 4, false]);
      expect([...reduced.data.subarray(0, 4)]).to.deep.equal([200, 100, 50, 128]);
      expect([...reduced.data.subarray(12, 16)]).to.deep.equal([200, 100, 50, 255]);
    });

    it("gives the same result as reducing decoded pixels, for every kind of file", async () => {
      const options = { minWidth: 10, minHeight: 8, headroom: 3 };
      for (const kind of pngKinds.filter(({ transparency, bitDepth }) => !transparency && bitDepth === 8)) {
        const { file, expected } = pngOfKind(scene(64, 48, { transparent: true }), kind);
        const direct = await decodePng(file, options);
        const rewritten = await decodePng(encodePng(expected, { alpha: true }), options);
        expect(meanDifference(direct, rewritten), nameOf(kind)).to.equal(0);
      }
    });

    it("reduces by 128 at most, so that sums fit", async () => {
      const white = Buffer.alloc(600 * 300 * 4, 255);
      const reduced = await decodePng(encodePng({ width: 600, height: 300, data: white }), {
        minWidth: 1,
        minHeight: 1,
      });
      expect([reduced.width, reduced.height]).to.deep.equal([5, 3]);
      expect(reduced.data.every((value) => value === 255)).to.equal(true);
    });
  });
});
