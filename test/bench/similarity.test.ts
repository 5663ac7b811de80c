import { expect } from "chai";
import { psnr, ssim, type RgbPixels } from "../../bench/imaging/similarity";
import { makeScene } from "../../bench/imaging/scenes";

const [WIDTH, HEIGHT] = [64, 48];
const image: RgbPixels = makeScene("foliage", WIDTH, HEIGHT);
const changed = (change: (value: number, at: number) => number): RgbPixels => ({
  width: WIDTH,
  height: HEIGHT,
  data: Uint8Array.from(image.data, (value, at) => Math.max(0, Math.min(255, Math.round(change(value, at))))),
});
const flat = (value: number): RgbPixels => ({
  width: WIDTH,
  height: HEIGHT,
  data: new Uint8Array(WIDTH * HEIGHT * 3).fill(value),
});

describe("similarity of images", () => {
  it("is perfect for the same pixels", () => {
    expect(psnr(image, image)).to.equal(Infinity);
    expect(ssim(image, image)).to.be.closeTo(1, 1e-12);
  });

  it("has the decibels of its definition: 20 log10 of 255 through the error", () => {
    expect(psnr(flat(100), flat(101))).to.be.closeTo(48.131, 0.001);
    expect(psnr(flat(100), flat(110))).to.be.closeTo(28.131, 0.001);
    expect(psnr(flat(0), flat(255))).to.be.closeTo(0, 1e-9);
    const one = flat(100);
    one.data[17] = 200;
    expect(psnr(one, flat(100))).to.be.closeTo(10 * Math.log10((255 ** 2 * WIDTH * HEIGHT * 3) / 100 ** 2), 1e-9);
  });

  it("has the structural similarity of its definition for flat images: luminance alone", () => {
    const c1 = (0.01 * 255) ** 2;
    expect(ssim(flat(100), flat(120))).to.be.closeTo((2 * 100 * 120 + c1) / (100 ** 2 + 120 ** 2 + c1), 1e-9);
  });

  it("forgives a lighter image and not a blurred or a noisy one", () => {
    const lighter = ssim(
      image,
      changed((value) => value + 6),
    );
    const noisy = ssim(
      image,
      changed((value, at) => value + (Math.floor(at / 3) % 2 === 0 ? 30 : -30)),
    );
    const blurred = ssim(
      image,
      changed((value, at) => (value + (image.data[at - 3] ?? value) + (image.data[at + 3] ?? value)) / 3),
    );
    expect(lighter).to.be.above(0.95);
    expect(noisy).to.be.below(lighter);
    expect(blurred).to.be.below(0.9);
    expect(
      ssim(
        image,
        changed((value) => 255 - value),
      ),
    ).to.be.below(0);
  });

  it("is the same either way round", () => {
    const other = changed((value, at) => value + (at % 7) - 3);
    expect(psnr(image, other)).to.equal(psnr(other, image));
    expect(ssim(image, other)).to.be.closeTo(ssim(other, image), 1e-12);
  });

  it("is of images of one size only", () => {
    const small = { ...flat(1), width: 32 };
    for (const compare of [psnr, ssim])
      expect(() => compare(image, small)).to.throw(RangeError, "expected RGB pixels of one size");
  });
});
