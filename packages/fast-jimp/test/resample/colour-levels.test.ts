import { expect } from "chai";
import { WHOLE } from "../../src/pixels";
import { resizeYccToRgba, type Plane } from "../../src/resample/resize-plane";

const EDGE = 64;
const RESULT = 16;

const plane = (sample: (x: number, y: number) => number): Plane => ({
  data: Uint8ClampedArray.from({ length: EDGE * EDGE }, (_, i) => sample(i % EDGE, Math.floor(i / EDGE))),
  stride: EDGE,
  validWidth: EDGE,
  validHeight: EDGE,
});

/** The pixel in the middle of a result. */
function middleOf(luma: Plane, cb: Plane, cr: Plane): number[] {
  const data = resizeYccToRgba([luma, cb, cr], WHOLE, RESULT, RESULT);
  const at = (RESULT * (RESULT / 2) + RESULT / 2) * 4;
  return [...data.subarray(at, at + 4)];
}

/** What libjpeg adds to luma, rounded for each pixel (JFIF 1.02). */
const added = (cb: number, cr: number): number[] =>
  [1.402 * (cr - 128), -0.344136 * (cb - 128) - 0.714136 * (cr - 128), 1.772 * (cb - 128)].map(Math.round);

describe("colours of a resize", () => {
  // Of each four pixels three have a luma of 120 and one has 121: their mean is a quarter above the level.
  const luma = plane((x, y) => (x % 2 === 0 && y % 2 === 0 ? 121 : 120));
  const levels = Array.from({ length: 40 }, (_, i) => 108 + i);

  it("are the mean of rounded colours where chroma has one level", () => {
    for (const level of levels) {
      for (const other of [100, 127, 141]) {
        const pixel = middleOf(
          luma,
          plane(() => level),
          plane(() => other),
        );
        const expected = added(level, other).map((more) => 120 + more);
        expect(pixel, `Cb ${level}, Cr ${other}`).to.deep.equal([...expected, 255]);
      }
    }
  });

  it("are the mean of rounded colours where chroma has two neighbouring levels", () => {
    for (const level of levels) {
      // One row in four has the next level.
      const chroma = plane((_, y) => (y % 4 === 1 ? level + 1 : level));
      const [red, green, blue] = middleOf(luma, chroma, chroma) as [number, number, number];
      const expected = added(level, level).map((more, part) => {
        return 120.25 + 0.75 * more + 0.25 * (added(level + 1, level + 1)[part] as number);
      });
      // Green is interpolated for Cb and Cr apart, which change together here.
      [red, green, blue].forEach((value, part) => {
        expect(value, `level ${level}, part ${part}`).to.be.closeTo(expected[part] as number, part === 1 ? 0.9 : 0.53);
      });
    }
  });

  it("are cut to the range of a byte", () => {
    const pixel = middleOf(
      plane(() => 250),
      plane(() => 255),
      plane(() => 0),
    );
    expect(pixel).to.deep.equal([71, 255, 255, 255]);
  });
});
