import { expect } from "chai";
import { decodeJpeg } from "../../src/jpeg/decode";
import { seededRandom } from "../support/images";
import { makeJpeg, type JpegSpec } from "../support/jpeg/make-jpeg";

/** More entropy-coded bytes than several windows of the reader hold. */
function noisy(restartInterval: number): JpegSpec {
  const random = seededRandom(7);
  const [width, height] = [480, 320];
  const noise = Uint8Array.from({ length: width * height }, () => random() * 256);
  const sample = (x: number, y: number): number =>
    noise[Math.min(y, height - 1) * width + Math.min(x, width - 1)] as number;
  return { width, height, components: [{ sample }], divisor: 4, restartInterval };
}

describe("restart intervals of a JPEG", () => {
  const whole = makeJpeg(noisy(0));
  const pixels = decodeJpeg(whole).data;

  it("are in a file of several windows", () => {
    expect(whole.length).to.be.above(3 * 32768);
  });

  for (const interval of [1, 4, 60, 777]) {
    it(`of ${interval} MCUs change no pixel`, () => {
      const file = makeJpeg(noisy(interval));
      expect(file.length).to.be.above(whole.length);
      expect(Buffer.compare(decodeJpeg(file).data, pixels)).to.equal(0);
    });
  }
});
