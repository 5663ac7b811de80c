import { expect } from "chai";
import { LANCZOS3, makeKernel, NO_PREFILTER, TRIANGLE } from "../../src/resample/kernel";
import { WHOLE } from "../../src/pixels";
import { resizePlanes, SAMPLE_BITS, type Plane } from "../../src/resample/resize-plane";
import { lanczosReference } from "../support/jpeg/lanczos-reference";

const plane = (width: number, height: number, sample: (x: number, y: number) => number): Plane => ({
  data: Uint8ClampedArray.from({ length: width * height }, (_, i) => sample(i % width, Math.floor(i / width))),
  stride: width,
  validWidth: width,
  validHeight: height,
});
const texture = (x: number, y: number): number => (x * x * 7 + y * 31 + x * y * 3) % 256;
const samples = (source: Plane, width: number, height: number, crop = WHOLE): number[] => {
  const [out] = resizePlanes([source], crop, width, height);
  return Array.from(out ?? [], (sample) => sample / (1 << SAMPLE_BITS));
};
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).to.equal(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))));
};

describe("resizing planes", () => {
  for (const [from, to] of [
    [
      [61, 47],
      [20, 20],
    ],
    [
      [61, 47],
      [61, 47],
    ],
    [
      [30, 20],
      [77, 51],
    ],
    [
      [100, 8],
      [3, 8],
    ],
    [
      [5, 300],
      [5, 33],
    ],
    [
      [1, 1],
      [4, 3],
    ],
    [
      [2, 3],
      [1, 1],
    ],
    [
      [300, 2],
      [17, 9],
    ],
  ] as const) {
    it(`resizes ${from.join("x")} to ${to.join("x")} according to the formula`, () => {
      const source = plane(from[0], from[1], texture);
      const expected = lanczosReference({ data: source.data, width: from[0], height: from[1] }, to[0], to[1]);
      expect(largestDifference(samples(source, to[0], to[1]), expected)).to.be.below(0.1);
    });
  }

  it("keeps a uniform colour", () => {
    for (const value of [0, 1, 128, 255]) {
      const source = plane(50, 40, () => value);
      expect(new Set(samples(source, 13, 90))).to.deep.equal(new Set([value]));
    }
  });

  it("crops in fractions, and filters across the crop's edges", () => {
    const source = plane(80, 60, texture);
    const whole = samples(source, 40, 30);
    const part = samples(source, 20, 15, { left: 0.25, top: 0.5, width: 0.5, height: 0.5 });
    const same = Array.from({ length: 300 }, (_, i) => whole[(15 + Math.floor(i / 20)) * 40 + 10 + (i % 20)] as number);
    expect(largestDifference(part, same)).to.be.below(0.05);
  });

  it("reads the valid part only, to a fraction of a sample", () => {
    // A ramp of 10 a sample, valid up to 9.5 samples: its middle is at 4.75, 5 samples on each side of a position
    // there.
    const ramp = { ...plane(16, 4, (x) => (x < 10 ? x * 10 : 255)), validWidth: 9.5, validHeight: 4 };
    const [left = 0, right = 0] = samples(ramp, 2, 1);
    expect((left + right) / 2).to.be.closeTo(42.5, 1.5);
    expect(right).to.be.below(80);
  });

  it("restores the contrast that a mean over a sample's width loses", () => {
    const wave = (x: number) => 128 + 80 * Math.sin((x / 64) * 2 * Math.PI * 5);
    const mean = (x: number) =>
      Array.from({ length: 8 }, (_, i) => wave(x + i / 8 + 1 / 16)).reduce((a, b) => a + b) / 8;
    const taps = [
      { distance: -1, weight: -1 / 24 },
      { distance: 0, weight: 13 / 12 },
      { distance: 1, weight: -1 / 24 },
    ];
    const prefilter = { taps, spacing: 1 };
    const source = plane(64, 8, mean);
    const contrast = (of: number[]) => Math.max(...of) - Math.min(...of);
    const without = contrast(samples(source, 64, 1));
    const restored = contrast(samples({ ...source, prefilter: { across: prefilter, down: prefilter } }, 64, 1));
    const original = contrast(Array.from({ length: 64 }, (_, x) => wave(x + 0.5)));
    expect(Math.abs(restored - original)).to.be.below(0.6);
    expect(original - without).to.be.above(1);
  });

  it("reads no more samples than have a weight", () => {
    // Reaches 6.6 samples to each side, 14 in all; of the outermost ones one always weighs nothing.
    const { taps, starts } = makeKernel({ length: 4224, from: 0, span: 4224, count: 1920 }, LANCZOS3, NO_PREFILTER, 1);
    expect(taps).to.equal(13);
    expect(starts.every((start, i) => i === 0 || start >= (starts[i - 1] as number))).to.equal(true);
    expect(Math.max(...starts)).to.equal(4224 - 13);
  });

  it("interpolates linearly with the triangle", () => {
    const [out] = resizePlanes([plane(2, 1, (x) => x * 100)], WHOLE, 4, 1, TRIANGLE);
    expect(Array.from(out ?? [], (sample) => sample / (1 << SAMPLE_BITS))).to.deep.equal([0, 25, 75, 100]);
  });

  it("gives the same result in several bands as in one", () => {
    const source = plane(40, 1500, texture);
    const wide = samples(source, 3000, 100);
    const narrow = samples(source, 3000, 1, { left: 0, top: 0.5, width: 1, height: 0.01 });
    expect(wide.slice(50 * 3000, 51 * 3000)).to.deep.equal(narrow);
  });
});
