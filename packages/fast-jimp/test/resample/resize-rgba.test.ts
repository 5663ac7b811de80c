import { expect } from "chai";
import { WHOLE } from "../../src/pixels";
import { resizeRgba } from "../../src/resample/resize-rgba";
import { lanczosReference } from "../support/jpeg/lanczos-reference";

type Pixel = readonly [number, number, number, number];
const image = (width: number, height: number, pixel: (x: number, y: number) => Pixel) => ({
  data: Buffer.from(Array.from({ length: width * height }, (_, i) => pixel(i % width, Math.floor(i / width))).flat()),
  width,
  height,
});
const texture = (x: number, y: number): Pixel => [(x * 7 + y) % 256, (x * y) % 256, (y * 11) % 256, 255];
const clamp = (value: number): number => Math.max(0, Math.min(255, value));

describe("resizing RGBA", () => {
  for (const [from, to] of [
    [
      [61, 47],
      [20, 20],
    ],
    [
      [30, 20],
      [77, 51],
    ],
    [
      [3, 200],
      [7, 9],
    ],
    [
      [1, 1],
      [3, 3],
    ],
  ] as const) {
    it(`resizes opaque ${from.join("x")} to ${to.join("x")} according to the formula`, () => {
      const source = image(from[0], from[1], texture);
      const { data } = resizeRgba(source, WHOLE, to[0], to[1], { hasAlpha: false });
      for (const channel of [0, 1, 2]) {
        const one = source.data.filter((_, i) => i % 4 === channel);
        const expected = lanczosReference({ data: one, width: from[0], height: from[1] }, to[0], to[1]);
        expected.forEach((value, i) => expect(data[i * 4 + channel]).to.be.closeTo(clamp(value), 0.6));
      }
      expect(data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).to.equal(true);
    });
  }

  it("gives the same result with and without alpha, where all is opaque", () => {
    const source = image(50, 40, texture);
    const without = resizeRgba(source, WHOLE, 17, 23, { hasAlpha: false }).data;
    resizeRgba(source, WHOLE, 17, 23).data.forEach((value, i) => expect(value).to.be.closeTo(without[i] as number, 2));
  });

  it("keeps transparent colours out of neighbouring pixels", () => {
    const source = image(40, 40, (x) => (x < 20 ? [255, 0, 0, 0] : [0, 0, 255, 255]));
    const { data } = resizeRgba(source, WHOLE, 10, 10);
    for (let at = 0; at < data.length; at += 4) {
      const [red, , blue, alpha] = data.subarray(at, at + 4) as unknown as Pixel;
      expect(red).to.equal(0);
      expect(blue).to.equal(alpha === 0 ? 0 : 255);
    }
    expect(data[3]).to.equal(0);
    expect(data[39]).to.equal(255);
  });

  it("weights colours by alpha", () => {
    const source = image(2, 1, (x) => (x === 0 ? [200, 0, 0, 192] : [0, 100, 0, 64]));
    expect([...resizeRgba(source, WHOLE, 1, 1).data]).to.deep.equal([150, 25, 0, 128]);
  });

  it("crops in fractions", () => {
    const source = image(40, 40, (x, y) => [x * 6, y * 6, 0, 255]);
    const { data, width, height } = resizeRgba(source, { left: 0.5, top: 0.25, width: 0.25, height: 0.5 }, 10, 20);
    expect([width, height]).to.deep.equal([10, 20]);
    expect([...data.subarray(0, 2)]).to.deep.equal([120, 60]);
    expect([...data.subarray(-4, -2)]).to.deep.equal([174, 174]);
  });
});
