import { expect } from "chai";
import sharp from "sharp";
import { ImageError } from "../../src";
import { Jimp } from "../../src/jimp";
import { loadAnimationEncoder } from "../../src/webp/encode-animation";
import {
  displayP3Profile,
  encodeAnimatedGif,
  exampleJpeg,
  scene,
  seededRandom,
  type GifFrame,
} from "../support/images";

const SIZE = { width: 60, height: 40 };
const SQUARES = [
  [4, 6],
  [24, 6],
  [40, 20],
] as const;

/** A dark square on a grey ground that moves from frame to frame. */
function movingSquare(loop = 3): Buffer {
  const frames = SQUARES.map(([left, top], at): GifFrame => {
    const indices = Buffer.alloc(SIZE.width * SIZE.height, 128);
    for (let y = top; y < top + 12; y++) indices.fill(5, y * SIZE.width + left, y * SIZE.width + left + 12);
    return { left: 0, top: 0, ...SIZE, indices, disposal: 1, transparent: -1, delayCs: 4 + at };
  });
  return encodeAnimatedGif({ ...SIZE, frames, loop });
}

/** Frames, delays and loop count as sharp reads them. */
async function read(bytes: Buffer) {
  const { data, info } = await sharp(bytes, { animated: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { delay, loop, pages = 1, pageHeight = info.height, icc } = await sharp(bytes, { animated: true }).metadata();
  const frame = (at: number) => data.subarray(at * info.width * pageHeight * 4, (at + 1) * info.width * pageHeight * 4);
  return { width: info.width, height: pageHeight, delay, loop, frames: Array.from({ length: pages }, (_, at) => frame(at)), icc }; // prettier-ignore
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ImageError) return error.code;
    throw error;
  }
};

describe("an animation that is kept", () => {
  it("says how long decoding, drawing and encoding have taken", async () => {
    const image = await Jimp.fromBuffer(movingSquare());
    const startedAt = performance.now();
    await image.animate((frame) => frame.cover({ w: 30, h: 20 }));
    const { decodeMs, resizeMs, encodeMs } = image.stepTimes ?? { decodeMs: NaN, resizeMs: NaN, encodeMs: NaN };
    expect(Math.min(decodeMs, resizeMs, encodeMs)).to.be.above(0);
    expect(decodeMs + resizeMs + encodeMs).to.be.at.most(performance.now() - startedAt);
  });

  it("has every frame drawn, with the delays and the loop count of the file", async () => {
    const image = await Jimp.fromBuffer(movingSquare());
    expect(await image.isAnimated()).to.equal(true);
    const { bytes, width, height } = await image.animate((frame) => frame.resize({ w: 30, h: 20 }), { quality: 95 });
    expect([width, height]).to.deep.equal([30, 20]);
    const found = await read(bytes);
    expect(found).to.deep.include({ width: 30, height: 20, delay: [40, 50, 60], loop: 4 });
    SQUARES.forEach(([left, top], at) => {
      const dark = (x: number, y: number) =>
        (found.frames[at]?.[(Math.floor(y / 2) * 30 + Math.floor(x / 2)) * 4] ?? 255) < 60;
      SQUARES.forEach(([x, y], other) =>
        expect(dark(x + 6, y + 6), `frame ${at}, square ${other}`).to.equal(other === at),
      );
      expect(dark(left + 14, top + 14)).to.equal(false);
    });
    expect(
      (await read((await (await Jimp.fromBuffer(movingSquare(0))).animate((frame) => frame)).bytes)).loop,
    ).to.equal(0);
  });

  it("is what each frame alone would be encoded to, where frames differ everywhere", async () => {
    const encoder = await loadAnimationEncoder(80, 4);
    const scenes = [1, 2, 3].map((seed) => scene(40, 30, { seed }));
    for (const frame of scenes) encoder.add(frame, 100);
    const { frames } = await read(encoder.finish(0));
    for (const [at, { data, width, height }] of scenes.entries()) {
      const still = await new Jimp({ data, width, height }).getBuffer("image/webp", { quality: 80 });
      const pixels = await sharp(still).ensureAlpha().raw().toBuffer();
      expect(frames[at]?.equals(pixels), `frame ${at}`).to.equal(true);
    }
  });

  it("stores of each frame what differs from the one before, and shows the whole", async () => {
    const random = seededRandom(4);
    const encoder = await loadAnimationEncoder(100, 4);
    const first = scene(61, 43, { transparent: true });
    const shown: Buffer[] = [];
    let data = first.data;
    const sizes: number[] = [];
    for (let at = 0; at < 5; at++) {
      if (at > 0 && at !== 3) {
        data = Buffer.from(data);
        const [x, y] = [Math.floor(random() * 60), Math.floor(random() * 42)];
        for (const to of [y * 61 + x, y * 61 + x + 1, (y + 1) * 61 + x])
          data.set([250, 10, 10, at === 2 ? 0 : 255], to * 4);
      }
      encoder.add({ data, width: 61, height: 43 }, 20);
      shown.push(data);
      sizes.push(encoder.finish(0).length);
    }
    const found = await read(encoder.finish(0));
    expect(found.frames.length).to.equal(5);
    for (const [at, expected] of shown.entries()) {
      const frame = found.frames[at] ?? Buffer.alloc(0);
      let sum = 0;
      for (let i = 0; i < expected.length; i += 4) {
        expect(frame[i + 3]).to.equal(expected[i + 3]);
        if (expected[i + 3]) for (let c = 0; c < 3; c++) sum += Math.abs((frame[i + c] ?? 0) - (expected[i + c] ?? 0));
      }
      expect(sum / expected.length, `frame ${at}`).to.be.below(6);
    }
    // The unchanged frame takes one pixel.
    expect((sizes[3] ?? 0) - (sizes[2] ?? 0)).to.be.below(120);
    expect(() => encoder.add(scene(60, 43), 1)).to.throw(RangeError, "Expected 61x43 of every frame");
  });

  it("is cropped alike in every frame, around what draws the eye in the first", async () => {
    const image = await Jimp.fromBuffer(movingSquare());
    const { bytes } = await image.animate((frame) => frame.cover({ w: 20, h: 40, focus: "attention" }), {
      quality: 95,
    });
    const { frames } = await read(bytes);
    const columns = frames.map((frame) => {
      const dark = Array.from({ length: 800 }, (_, at) => at).filter((at) => (frame[at * 4] ?? 255) < 60);
      return dark.length === 0 ? undefined : Math.min(...dark.map((at) => at % 20));
    });
    // The first square is in the middle of the crop; the crop would follow the others otherwise.
    expect(columns[0]).to.be.within(3, 5);
    expect(columns[1] === undefined || columns[1] > 15).to.equal(true);
    expect(columns[2]).to.equal(undefined);
  });

  it("is oriented and keeps a colour profile other than sRGB", async () => {
    const icc = displayP3Profile();
    const encoder = await loadAnimationEncoder(90, 4);
    for (const seed of [1, 2]) encoder.add(scene(40, 30, { seed }), 100);
    const file = encoder.finish(2, icc);
    const { bytes } = await (await Jimp.fromBuffer(file)).animate((frame) => frame);
    expect((await read(bytes)).icc?.equals(icc)).to.equal(true);
  });

  it("draws frames like any image, with plugins of jimp's, and leaves the image itself as it is", async () => {
    const image = await Jimp.fromBuffer(movingSquare());
    image.background = 0x00ff00ff;
    const { bytes } = await image.animate(async (frame) =>
      (await frame.contain({ w: 60, h: 60 }).decode()).greyscale(),
    );
    const { frames } = await read(bytes);
    const [red, green, blue] = frames[2] ?? [];
    expect(Math.max(Math.abs((red ?? 0) - (green ?? 9)), Math.abs((blue ?? 0) - (green ?? 9)))).to.be.at.most(2);
    expect([image.width, image.height]).to.deep.equal([60, 40]);
    expect(image.getPixelColor(10, 10) >>> 24).to.equal(5);
  });

  it("is refused where frames times pixels exceed the limit, in or out, before anything is drawn", async () => {
    const px = 3 * 60 * 40;
    const draws = { count: 0 };
    const animate = async (options: object, edge: number) =>
      codeOf(
        (await Jimp.fromBuffer(movingSquare(), options)).animate((frame) => {
          draws.count++;
          return frame.resize({ w: edge, h: edge });
        }),
      );
    expect(await animate({ maxInputPx: px - 1 }, 5)).to.equal("IMAGE_TOO_LARGE");
    expect(draws.count).to.equal(0);
    expect(await animate({ maxInputPx: px }, 5)).to.include({ width: 5 });
    draws.count = 0;
    expect(await animate({ maxInputPx: px }, 50)).to.equal("IMAGE_TOO_LARGE");
    expect(draws.count).to.equal(1);
    expect(await animate({ maxMemoryMb: 65 }, 300)).to.equal("IMAGE_TOO_LARGE");
    const error: unknown = await (
      await Jimp.fromBuffer(movingSquare(), { maxInputPx: 5000 })
    )
      .animate((frame) => frame)
      .catch((reason: unknown) => reason);
    expect((error as Error).message).to.equal(
      "The animation has 3 frames of 0.0072 megapixels in all; at most 0.005 are accepted.",
    );
  });

  it("is none of a still image, of one frame, or of an image without a file", async () => {
    const single = encodeAnimatedGif({ ...SIZE, frames: [{ left: 0, top: 0, ...SIZE, indices: Buffer.alloc(2400), disposal: 0, transparent: -1, delayCs: 0 }] }); // prettier-ignore
    for (const file of [exampleJpeg(), single]) {
      const image = await Jimp.fromBuffer(file);
      expect(await image.isAnimated()).to.equal(false);
      expect(await image.animate((frame) => frame).catch((error: unknown) => error)).to.be.instanceOf(RangeError);
    }
    const made = new Jimp({ width: 2, height: 2 });
    expect(await made.isAnimated()).to.equal(false);
    expect(await made.animate((frame) => frame).catch((error: unknown) => error)).to.be.instanceOf(RangeError);
  });
});
