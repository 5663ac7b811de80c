import { expect } from "chai";
import { ImageError } from "../src";
import { loadAvifDecoder } from "../src/avif/decode";
import { largestDifference, meanDifference } from "./support/compare";
import { av1Item, avifWith, decodeWithLibavif, encodeAvif } from "./support/encoders";
import { scene, type Pixels } from "./support/images";
import { box, heifFile, heifProperties as p, type HeifItem } from "./support/images/heif";

const image = scene(98, 66);
const clear = scene(98, 66, { transparent: true });

const decoded = async (file: Buffer): Promise<Pixels> => (await loadAvifDecoder()).bitmap(file);

const reason = async (file: Buffer): Promise<string> => {
  const error: unknown = await decoded(file).catch((thrown: unknown) => thrown);
  if (error instanceof ImageError) return `${error.code} ${error.message}`;
  throw new Error("expected a refusal");
};

/** Code points and range of `colr` (ISO/IEC 14496-12, 12.1.5). */
const colr = (matrix: number, isFullRange: boolean): Buffer =>
  box("colr", Buffer.from("nclx"), Buffer.from([0, 1, 0, 13, 0, matrix, isFullRange ? 0x80 : 0]));

/** Means of cells of 8-bit samples. */
function averaged({ data, width, height }: Pixels, cell: number): Buffer {
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const out = Buffer.alloc(columns * rows * 4);
  for (let at = 0; at < out.length; at++) {
    const [left, top] = [((at >> 2) % columns) * cell, Math.floor((at >> 2) / columns) * cell];
    let [sum, count] = [0, 0];
    for (let y = top; y < Math.min(top + cell, height); y++)
      for (let x = left; x < Math.min(left + cell, width); x++, count++)
        sum += data[(y * width + x) * 4 + (at & 3)] ?? 0;
    out[at] = Math.round(sum / count);
  }
  return out;
}

describe("the decoder of AVIF", () => {
  it("has the planes of libavif, which decodes without SIMD: planes of one scale, so that only the decode differs", async () => {
    const photograph = scene(331, 257, { seed: 5 });
    for (const quality of [30, 60, 90, 99])
      for (const subsample of [0, 3] as const) {
        const file = await encodeAvif(photograph, { quality, subsample });
        const difference = largestDifference((await decoded(file)).data, (await decodeWithLibavif(file)).data);
        expect(difference, `quality ${quality}, subsample ${subsample}`).to.be.at.most(subsample === 0 ? 0 : 1);
      }
    const lossless = await encodeAvif(photograph, { lossless: true, quality: 100 });
    expect((await decoded(lossless)).data.equals((await decodeWithLibavif(lossless)).data)).to.equal(true);
  });

  it("adds film grain as libavif", async () => {
    for (const subsample of [1, 3] as const) {
      const file = await encodeAvif(image, { quality: 60, subsample, grain: 50 });
      const without = await decoded(await encodeAvif(image, { quality: 60, subsample }));
      const ours = await decoded(file);
      expect(meanDifference(ours, without)).to.be.above(1);
      const theirs = await decodeWithLibavif(file);
      expect(meanDifference(ours, theirs)).to.be.below(0.5);
      if (subsample === 3) expect(largestDifference(ours.data, theirs.data)).to.be.at.most(1);
    }
  });

  it("decodes 10 and 12 bits as libavif, and chroma of fewer samples nearly", async () => {
    for (const depth of [8, 10, 12] as const)
      for (const subsample of [0, 1, 2, 3] as const) {
        const file = await encodeAvif(clear, { depth, subsample });
        const [ours, theirs] = [await decoded(file), await decodeWithLibavif(file)];
        const what = `${depth} bits, subsample ${subsample}`;
        expect(meanDifference(ours, theirs), what).to.be.below(0.5);
        if (subsample === 0 || subsample === 3)
          expect(largestDifference(ours.data, theirs.data), what).to.be.at.most(1);
      }
  });

  it("converts colours by each matrix and range that the file states, as libavif", async () => {
    for (const matrix of [0, 1, 2, 5, 6, 7, 8, 9, 12])
      for (const isFullRange of [true, false]) {
        // Limited YCgCo is not defined for libavif.
        if (matrix === 8 && !isFullRange) continue;
        const file = await avifWith(image, [colr(matrix, isFullRange)]);
        const [ours, theirs] = [await decoded(file), await decodeWithLibavif(file)];
        const what = `matrix ${matrix}, full range ${isFullRange}`;
        expect(largestDifference(ours.data, theirs.data), what).to.be.at.most(2);
      }
    expect(await reason(await avifWith(image, [colr(10, true)]))).to.match(
      /^FORMAT_UNSUPPORTED AVIF with the matrix coefficients 10/,
    );
  });

  it("divides colours by alpha where the file says that they are multiplied by it", async () => {
    const alphaOf = async (level: number): Promise<HeifItem> => ({
      ...(await av1Item({ ...image, data: Buffer.alloc(image.data.length, level) }, [p.alpha()], { subsample: 0 })),
      references: [["auxl", 1]],
    });
    const colour = await av1Item(image);
    const whole = await decoded(heifFile("avif", [colour]));
    for (const level of [255, 128, 0]) {
      const file = heifFile("avif", [{ ...colour, references: [["prem", 2]] }, await alphaOf(level)]);
      const { data } = await decoded(file);
      const expected = (value: number): number => (level === 0 ? 0 : Math.min(255, (value * 255) / level));
      for (let at = 0; at < data.length; at += 4) {
        expect(data[at + 3]).to.equal(level);
        expect(data[at]).to.be.closeTo(expected(whole.data[at] ?? 0), 0.51);
      }
      expect(largestDifference(data, (await decodeWithLibavif(file)).data), `alpha ${level}`).to.be.at.most(2);
    }
  });

  it("averages pixels in the decoder where fewer are needed, by whole samples of chroma", async () => {
    const { reduced } = await loadAvifDecoder();
    for (const subsample of [0, 1, 2, 3] as const)
      for (const [width, height] of [
        [98, 66],
        [97, 65],
        [33, 200],
      ] as const) {
        const file = await encodeAvif(scene(width, height), { subsample });
        const part = reduced(file, { minWidth: width / 8, minHeight: height / 8, headroom: 2 });
        const what = `${width}x${height}, subsample ${subsample}`;
        expect(part, what).to.deep.include({ width: Math.ceil(width / 4), validWidth: width / 4, opaque: true });
        const data = part?.data ?? Buffer.alloc(0);
        const size = { width: Math.ceil(width / 4), height: Math.ceil(height / 4) };
        const expected = averaged(await decoded(file), 4);
        expect(meanDifference({ ...size, data }, { ...size, data: expected }), what).to.be.below(1);
      }
    const odd = reduced(await encodeAvif(image, { subsample: 1 }), {
      minWidth: 98 / 6,
      minHeight: 66 / 6,
      headroom: 2,
    });
    expect(odd).to.deep.include({ width: 49, height: 33 });
    expect(reduced(await encodeAvif(clear), { minWidth: 9, minHeight: 9 }), "with alpha").to.equal(undefined);
    expect(reduced(await avifWith(image, [p.clap(40, 32, 2, -4)]), { minWidth: 9 }), "cropped").to.equal(undefined);
  });

  it("decodes grids of every depth and chroma, with alpha, as libavif", async () => {
    for (const depth of [8, 10] as const)
      for (const subsample of [0, 1, 3] as const) {
        const tiles = await Promise.all(
          [1, 2, 3, 4].map((seed) =>
            av1Item(scene(64, 64, { seed }), [p.pixi(depth, depth, depth)], { depth, subsample }),
          ),
        );
        const grid = {
          type: "grid",
          data: Buffer.from([0, 0, 1, 1, 0, 100, 0, 90]),
          properties: [p.ispe(100, 90), p.pixi(depth, depth, depth), p.nclx(1, 13, 6)],
          references: [["dimg", 2, 3, 4, 5]] as const,
        };
        const { data } = await decoded(heifFile("avif", [grid, ...tiles]));
        const first = await decoded(heifFile("avif", [tiles[0] as HeifItem]));
        for (let y = 0; y < 60; y++)
          expect(
            largestDifference(data.subarray(y * 400, y * 400 + 240), first.data.subarray(y * 256, y * 256 + 240)),
          ).to.equal(0);
      }
  });

  it("refuses a grid whose tiles do not make it", async () => {
    const tile = await av1Item(scene(64, 64));
    const grey = await av1Item(scene(64, 64), [], { subsample: 0 });
    const small = await av1Item(scene(32, 64));
    const grid = (tiles: readonly HeifItem[], data: readonly number[]): Buffer => {
      const properties = [p.ispe(100, 60), p.pixi(8, 8, 8), p.nclx(1, 13, 6)];
      const references = [["dimg", ...tiles.map((_, at) => at + 2)]] as const;
      return heifFile("avif", [{ type: "grid", data: Buffer.from(data), properties, references }, ...tiles]);
    };
    const shape = [0, 0, 0, 1, 0, 100, 0, 60];
    expect((await decoded(grid([tile, tile], shape))).width).to.equal(100);
    for (const [file, message] of [
      [grid([tile], shape), /its grid of 2x1 has 1 tiles/],
      [grid([tile, small], shape), /differ in size/],
      [grid([tile, grey], shape), /of different kinds/],
      [grid([small, small], shape), /do not cover it/],
      [grid([tile, tile], [0, 0, 0, 1, 0, 101, 0, 60]), /its grid 101x60/],
      [grid([tile, tile], [0, 0, 0]), /cut short/],
    ] as const)
      expect(await reason(file))
        .to.match(/^IMAGE_CORRUPT/)
        .and.match(message);
  });

  it("gives up frames that are larger than the file states before it takes memory for them", async () => {
    const item = await av1Item(scene(640, 480));
    const properties = item.properties.map((one) => (one.includes("ispe") ? p.ispe(64, 48) : one));
    expect(await reason(heifFile("avif", [{ ...item, properties }]))).to.match(/^IMAGE_CORRUPT .*cannot be decoded/);
  });
});
