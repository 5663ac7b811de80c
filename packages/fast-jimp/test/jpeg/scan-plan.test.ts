import { expect } from "chai";
import { decodeFrame } from "../../src/jpeg/decode-frame";
import { readJpegHeader } from "../../src/jpeg/header";
import { layOut, planesOf, type BlockScale } from "../../src/jpeg/layout";
import { planScans } from "../../src/jpeg/scan-plan";
import type { ScanHeader } from "../../src/jpeg/scan-header";
import { makeJpeg } from "../support/jpeg/make-jpeg";
import type { ScanSpec } from "../support/jpeg/scans";
import { waveComponents } from "../support/jpeg/scenes";

const dc = (high: number, low: number): ScanSpec => ({ components: [0, 1, 2], high, low });
const ac = (component: number, from: number, to: number, high: number, low: number): ScanSpec => ({
  components: [component],
  from,
  to,
  high,
  low,
});
/** Scripts as encoders write them, and as none does. */
const scripts = {
  "libjpeg's": [
    dc(0, 1),
    ac(0, 1, 5, 0, 2),
    ac(2, 1, 63, 0, 1),
    ac(1, 1, 63, 0, 1),
    ac(0, 6, 63, 0, 2),
    ac(0, 1, 63, 2, 1),
    dc(1, 0),
    ac(2, 1, 63, 1, 0),
    ac(1, 1, 63, 1, 0),
    ac(0, 1, 63, 1, 0),
  ],
  "spectral selection alone": [
    dc(0, 0),
    ...[0, 1, 2].flatMap((i) => [ac(i, 1, 2, 0, 0), ac(i, 3, 9, 0, 0), ac(i, 10, 63, 0, 0)]),
  ],
  "one band without refinement": [dc(0, 0), ...[0, 1, 2].map((i) => ac(i, 1, 63, 0, 0))],
  "a scan for every coefficient": [
    dc(0, 0),
    ac(1, 1, 63, 0, 0),
    ac(2, 1, 63, 0, 0),
    ...Array.from({ length: 63 }, (_, k) => ac(0, k + 1, k + 1, 0, 0)),
  ],
  "a scan for every bit, high bands first": [
    dc(0, 3),
    ...[0, 1, 2].flatMap((i) => [ac(i, 20, 63, 0, 6), ac(i, 1, 19, 0, 6)]),
    ...[6, 5, 4, 3, 2, 1].flatMap((high) => [0, 1, 2].map((i) => ac(i, 1, 63, high, high - 1))),
    ...[3, 2, 1].map((high) => dc(high, high - 1)),
  ],
  "bands refined apart": [
    dc(0, 0),
    ...[0, 1, 2].flatMap((i) => [ac(i, 1, 5, 0, 2), ac(i, 6, 63, 0, 2)]),
    ...[0, 1, 2].flatMap((i) => [ac(i, 6, 63, 2, 1), ac(i, 6, 63, 1, 0), ac(i, 1, 5, 2, 1), ac(i, 1, 5, 1, 0)]),
  ],
} satisfies Record<string, readonly ScanSpec[]>;

const header = (scan: ScanSpec): ScanHeader => ({
  components: scan.components.map((index) => ({ index, dcTable: 0, acTable: 0 })),
  spectralStart: scan.from ?? 0,
  spectralEnd: scan.to ?? 0,
  approximationHigh: scan.high ?? 0,
  approximationLow: scan.low ?? 0,
});

const WIDTH = 176;
const HEIGHT = 80;
const image = (divisor: number, scans: readonly ScanSpec[]): Buffer => {
  const components = waveComponents(["2x2", "1x1", "1x1"], WIDTH, HEIGHT);
  return makeJpeg({ width: WIDTH, height: HEIGHT, components, frame: 0xc2, scans, divisor });
};

/** Numbers of the scans that are read. */
function read(scans: readonly ScanSpec[], scales: readonly BlockScale[], tolerance: number, divisor = 4): number[] {
  const file = readJpegHeader(image(divisor, [dc(0, 0)]));
  const divisors = [0, 1, 2].map(() => new Uint16Array(64).fill(divisor));
  const { components } = layOut(file, scales);
  const { needed } = planScans(scans.map(header), components, divisors, [tolerance, tolerance, tolerance]);
  return [...needed.keys()].filter((i) => needed[i]);
}

describe("scans of a progressive JPEG that are decoded", () => {
  const libjpeg = scripts["libjpeg's"];

  it("are the DC scans at 1/8", () => {
    expect(read(libjpeg, [1, 1, 1], 0)).to.deep.equal([0, 6]);
  });

  it("are all with a tolerance of 0, since a refinement needs the earlier scans of its band", () => {
    expect(read(libjpeg, [2, 1, 1], 0)).to.deep.equal([0, 1, 4, 5, 6, 9]);
    expect(read(libjpeg, [2, 4, 8], 0)).to.have.lengthOf(10);
  });

  it("are the first of a band where the tolerance allows skipping its refinements", () => {
    // Two bits of three coefficients: 4 x 2 / 8 levels.
    expect(read(libjpeg, [2, 1, 1], 2)).to.deep.equal([0, 1, 6]);
    expect(read(libjpeg, [2, 2, 2], 2)).to.deep.equal([0, 1, 2, 3, 6]);
    expect(read(libjpeg, [4, 1, 1], 100)).to.deep.equal([0, 1, 4, 6]);
  });

  it("refine as far as the divisors require", () => {
    expect(read(libjpeg, [2, 1, 1], 2, 8)).to.deep.equal([0, 1, 4, 5, 6]);
    expect(read(libjpeg, [2, 1, 1], 2, 16)).to.deep.equal([0, 1, 4, 5, 6, 9]);
  });

  it("exclude bands beyond the scale without refinements", () => {
    expect(read(scripts["a scan for every coefficient"], [2, 1, 1], 0)).to.deep.equal([0, 3, 4, 6]);
    expect(read(scripts["bands refined apart"], [2, 1, 1], 0)).to.deep.equal([0, 1, 9, 10]);
  });
});

describe("error of skipped scans of a progressive JPEG", () => {
  const scales: readonly (readonly BlockScale[])[] = [
    [1, 2, 2],
    [2, 4, 4],
    [4, 8, 8],
    [8, 8, 8],
  ];
  const samplesOf = (bytes: Buffer, of: readonly BlockScale[], tolerance: number) => {
    const file = readJpegHeader(bytes);
    const { layout, samples } = decodeFrame(bytes, file, { scales: of, tolerances: [0, 1, 2].map(() => tolerance) });
    return planesOf(file, layout, samples).map(({ data }) => data);
  };
  const difference = (a: Uint8ClampedArray, b: Uint8ClampedArray): number =>
    Math.sqrt(a.reduce((sum, value, at) => sum + (value - (b[at] as number)) ** 2, 0) / a.length);

  for (const [name, scans] of Object.entries(scripts)) {
    it(`is 0 with a tolerance of 0: ${name}`, () => {
      const plain = image(3, scripts["one band without refinement"]);
      for (const of of scales) {
        expect(samplesOf(image(3, scans), of, 0)).to.deep.equal(samplesOf(plain, of, 0));
      }
    });

    it(`is within the tolerance: ${name}`, () => {
      for (const divisor of [1, 6]) {
        const bytes = image(divisor, scans);
        for (const of of scales) {
          const all = samplesOf(bytes, of, 0);
          for (const tolerance of [0.5, 2, 8]) {
            samplesOf(bytes, of, tolerance).forEach((plane, i) => {
              // Both are rounded, which adds to what is left out.
              expect(difference(plane, all[i] as Uint8ClampedArray)).to.be.at.most(Math.hypot(tolerance, 0.41));
            });
          }
        }
      }
    });
  }

  it("does not hide a cut file", () => {
    const bytes = image(4, scripts["libjpeg's"]);
    for (let length = bytes.length - 2; length > 40; length -= 97) {
      expect(() => samplesOf(bytes.subarray(0, length), [2, 4, 4], 8)).to.throw(/corrupt/);
    }
  });
});
