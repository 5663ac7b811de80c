import { expect } from "chai";
import sharp, { type TiffOptions } from "sharp";
import { ImageError } from "../src";
import { decodeGif } from "../src/gif/decode";
import { decodeGifReduced } from "../src/gif/reduced";
import type { ReducedPixels } from "../src/png/reduce";
import { decodeTiff, decodeTiffReduced } from "../src/tiff/decode";
import { largestDifference } from "./support/compare";
import { encodeGif, scene, type Pixels } from "./support/images";

const [WIDTH, HEIGHT] = [203, 157];
const clear = scene(WIDTH, HEIGHT, { transparent: true });
const image = scene(WIDTH, HEIGHT, { grain: 12 });
const half = { minWidth: WIDTH / 4, minHeight: HEIGHT / 4 };

/** Means of 2x2 pixels, or of what the image has of them, weighted by alpha. */
function halved({ data, width, height }: Pixels, cell: number): Buffer {
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  const out = Buffer.alloc(columns * rows * 4);
  for (let to = 0; to < columns * rows; to++) {
    const sums = [0, 0, 0, 0, 0];
    for (let y = Math.floor(to / columns) * cell; y < Math.min(height, (Math.floor(to / columns) + 1) * cell); y++) {
      for (let x = (to % columns) * cell; x < Math.min(width, ((to % columns) + 1) * cell); x++) {
        const pixel = data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4);
        const alpha = pixel[3] as number;
        [...pixel.subarray(0, 3)].forEach((value, part) => (sums[part] = (sums[part] as number) + value * alpha));
        sums[3] = (sums[3] as number) + alpha;
        sums[4] = (sums[4] as number) + 1;
      }
    }
    const [red = 0, green = 0, blue = 0, alpha = 0, count = 1] = sums;
    const colours = [red, green, blue].map((sum) => (alpha === 0 ? 0 : Math.floor(sum / alpha + 0.5)));
    out.set([...colours, Math.floor(alpha / count + 0.5)], to * 4);
  }
  return out;
}

function expectReduced(reduced: ReducedPixels, whole: Pixels, opaque: boolean): void {
  expect(reduced).to.include({ width: Math.ceil(WIDTH / 2), height: Math.ceil(HEIGHT / 2), opaque });
  expect(reduced).to.include({ validWidth: WIDTH / 2, validHeight: HEIGHT / 2 });
  expect(largestDifference(reduced.data, halved(whole, 2))).to.be.at.most(opaque ? 0 : 1);
}

describe("an image that is reduced while it is read", () => {
  const layouts: readonly TiffOptions[] = [{}, { tile: true, tileWidth: 64, tileHeight: 48 }];
  const tiff = (pixels: Pixels, options: TiffOptions, alpha = false): Promise<Buffer> => {
    const raw = sharp(pixels.data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
    return (alpha ? raw : raw.removeAlpha()).tiff(options).toBuffer();
  };

  for (const compression of ["none", "lzw", "deflate", "packbits"] as const) {
    for (const predictor of ["none", "horizontal"] as const) {
      it(`has the means of a TIFF's pixels, in strips and tiles: ${compression}, predictor ${predictor}`, async () => {
        for (const layout of layouts) {
          const file = await tiff(image, { compression, predictor, ...layout });
          expectReduced(decodeTiffReduced(file, half), decodeTiff(file), true);
          const same = decodeTiffReduced(file, {});
          expect(largestDifference(same.data, decodeTiff(file).data)).to.equal(0);
        }
      });
    }
  }

  it("has the means of pixels of every kind of a TIFF", async () => {
    const raw = sharp(image.data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } }).removeAlpha();
    for (const layout of layouts) {
      const files = [
        raw
          .clone()
          .toColourspace("b-w")
          .tiff({ compression: "lzw", ...layout }),
        raw
          .clone()
          .toColourspace("rgb16")
          .tiff({ compression: "lzw", ...layout }),
        raw.clone().tiff({ compression: "jpeg", quality: 90, ...layout }),
        raw
          .clone()
          .toColourspace("cmyk")
          .tiff({ compression: "deflate", ...layout }),
        raw.clone().threshold().toColourspace("b-w").tiff({ compression: "ccittfax4", bitdepth: 1 }),
      ];
      for (const file of await Promise.all(files.map((of) => of.toBuffer())))
        expectReduced(decodeTiffReduced(file, half), decodeTiff(file), true);
    }
  });

  it("is weighted by alpha, and larger, where a TIFF has some", async () => {
    for (const layout of layouts) {
      const file = await tiff(clear, { compression: "lzw", ...layout }, true);
      const third = { minWidth: WIDTH / 6, minHeight: HEIGHT / 6 };
      expectReduced(decodeTiffReduced(file, third), decodeTiff(file), false);
    }
  });

  it("has the means of a GIF's pixels, also of one that is interlaced, transparent, or smaller than its canvas", () => {
    const plain = encodeGif(image);
    const transparent = encodeGif(image, { transparentIndex: 123 });
    const descriptor = plain.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
    const interlaced = Buffer.from(plain);
    interlaced[descriptor + 9] = 0x40;
    const third = { minWidth: WIDTH / 6, minHeight: HEIGHT / 6 };
    expectReduced(decodeGifReduced(plain, half), decodeGif(plain), true);
    expectReduced(decodeGifReduced(interlaced, half), decodeGif(interlaced), true);
    expectReduced(decodeGifReduced(transparent, third), decodeGif(transparent), false);
    const inside = encodeGif(scene(WIDTH - 40, HEIGHT - 30));
    inside.writeUInt16LE(WIDTH, 6);
    inside.writeUInt16LE(HEIGHT, 8);
    inside.writeUInt16LE(25, inside.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])) + 1);
    inside.writeUInt16LE(11, inside.indexOf(Buffer.from([0x2c, 25, 0, 0, 0])) + 3);
    expectReduced(decodeGifReduced(inside, third), decodeGif(inside), false);
  });

  it("is refused where it is cut short or broken, as it is whole", async () => {
    const gif = encodeGif(image);
    const lzw = await tiff(image, { compression: "lzw" });
    const outside = encodeGif(image);
    outside[10] = 0xf6; // 128 colours, and the other 128 are read as blocks.
    const works = [
      () => decodeGifReduced(gif.subarray(0, gif.length >> 1), half),
      () => decodeGifReduced(outside, half),
      () => decodeTiffReduced(Buffer.from(lzw).fill(0xff, 100, 2000), half),
    ];
    for (const work of works) expect(work).to.throw(ImageError).with.property("code", "IMAGE_CORRUPT");
  });

  it("is refused where it is larger than the loops can address, whatever the limits of the caller", async () => {
    const gif = encodeGif(scene(4, 3));
    const at = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
    gif.fill(0xff, 6, 10);
    gif.fill(0xff, at + 5, at + 9);
    expect(() => decodeGifReduced(gif, { minWidth: 9, minHeight: 9 }))
      .to.throw(ImageError)
      .with.property("code", "IMAGE_TOO_LARGE");
    // A tile of 2^32 and some bytes, in an image of one row.
    const wide = Buffer.from(await tiff(image, { compression: "lzw", tile: true, tileWidth: 64, tileHeight: 48 }));
    const set = (tag: number, value: number): void => {
      const directory = wide.readUInt32LE(4);
      for (let entry = 0; entry < wide.readUInt16LE(directory); entry++) {
        const from = directory + 2 + entry * 12;
        if (wide.readUInt16LE(from) === tag) {
          wide.writeUInt16LE(4, from + 2);
          wide.writeUInt32LE(value, from + 8);
        }
      }
    };
    for (const [tag, value] of [[256, 350_000], [257, 1], [322, 350_000], [323, 4092]] as const) set(tag, value); // prettier-ignore
    expect(() => decodeTiffReduced(wide, { minWidth: 9, minHeight: 9 }))
      .to.throw(ImageError)
      .with.property("code", "IMAGE_TOO_LARGE");
  });
});
