import { expect } from "chai";
import sharp from "sharp";
import { ImageError } from "../../src";
import { readGifAnimation } from "../../src/gif/animation";
import { encodeAnimatedGif, randomGifAnimation, type GifAnimation, type GifFrame } from "../support/images";

/** Every frame as sharp shows it, which is libnsgif; the colours of what is transparent are 0. */
async function expected(file: Buffer): Promise<Buffer> {
  const data = await sharp(file, { animated: true }).ensureAlpha().raw().toBuffer();
  return withoutHidden(data);
}

function withoutHidden(data: Buffer): Buffer {
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 0) data.fill(0, at, at + 4);
  return data;
}

function found(file: Buffer, size: { width: number; height: number }): Buffer {
  const frames: Buffer[] = [];
  for (const { bitmap } of readGifAnimation(file, size).shownFrames()) frames.push(Buffer.from(bitmap.data));
  return Buffer.concat(frames);
}

const SIZE = { width: 24, height: 16 };
const whole = { left: 0, top: 0, ...SIZE, disposal: 1, transparent: -1, delayCs: 5 };
const flat = (index: number, change: Partial<GifFrame> = {}): GifFrame => {
  const frame = { ...whole, ...change };
  return { ...frame, indices: Buffer.alloc(frame.width * frame.height, index) };
};
const animation = (frames: readonly GifFrame[], loop?: number): GifAnimation => ({
  ...SIZE,
  frames,
  ...(loop !== undefined && { loop }),
});

describe("an animated GIF", () => {
  // Pillow 13.0 and libnsgif (libvips 8.18) agree on 200 of these, where each frame states a disposal and the first has
  // a transparent colour: without, Pillow keeps the disposal before, and shows no transparency at all.
  it("shows frames of any area, disposal and transparency as libnsgif does", async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const file = encodeAnimatedGif(randomGifAnimation(seed));
      expect(found(file, SIZE).equals(await expected(file)), `seed ${seed}`).to.equal(true);
    }
  });

  it("clears an area to transparency, or to the background where the frame has no transparent colour", () => {
    const small = { left: 4, top: 4, width: 8, height: 8 };
    for (const [transparent, alpha] of [
      [200, 0],
      [-1, 255],
    ] as const) {
      const frames = [flat(9), flat(20, { ...small, disposal: 2, transparent }), flat(30, { left: 23, width: 1 })];
      const data = found(encodeAnimatedGif(animation(frames)), SIZE);
      // The third frame, in the area of the second.
      const at = (2 * 24 * 16 + 5 * 24 + 5) * 4;
      expect([...data.subarray(at, at + 4)]).to.deep.equal(alpha ? [0, 0, 255, 255] : [0, 0, 0, 0]);
    }
  });

  it("states how many frames it has, how long each is shown, and how often all are", () => {
    const delays = (loop?: number) => {
      const file = encodeAnimatedGif(animation([flat(1), flat(2, { delayCs: 0 }), flat(3, { delayCs: 65535 })], loop));
      const gif = readGifAnimation(file, SIZE);
      return [gif.frames, gif.px, gif.plays, ...[...gif.shownFrames()].map(({ delayMs }) => delayMs)];
    };
    // A count of repetitions comes on top of the first time, as browsers and gif2webp have it; 0 is for ever.
    expect(delays()).to.deep.equal([3, 3 * 384, 1, 50, 0, 655350]);
    expect(delays(0)[2]).to.equal(0);
    expect(delays(1)[2]).to.equal(2);
    expect(delays(65535)[2]).to.equal(65536);
  });

  it("leaves out what of a later frame lies outside the canvas, and counts all its pixels", async () => {
    const beyond = { left: 20, top: 10, width: 30, height: 40 };
    const file = encodeAnimatedGif(animation([flat(9), flat(50, beyond)]));
    expect(readGifAnimation(file, SIZE).px).to.equal(384 + 1200);
    expect(found(file, SIZE).equals(await expected(file))).to.equal(true);
  });

  it("shows nothing of a later frame that lies outside the canvas, whatever becomes of its area", () => {
    for (const disposal of [0, 1, 2, 3, 4])
      for (const [left, top] of [
        [24, 0],
        [30, 2],
        [30, 15],
        [0, 16],
        [5, 40],
        [24, 16],
        [65535, 65535],
      ] as const) {
        // prettier-ignore
        const outside = { ...flat(50, { left, top, width: 4, height: 3 }), disposal };
        const file = encodeAnimatedGif(animation([flat(9), outside, flat(9)]));
        const [first, ...others] = [...readGifAnimation(file, SIZE).shownFrames()].map(({ bitmap }) => Buffer.from(bitmap.data)); // prettier-ignore
        expect(others).to.have.lengthOf(2);
        for (const other of others)
          expect(other.equals(first as Buffer), `${disposal}, ${left}, ${top}`).to.equal(true);
      }
  });

  it("ends at its trailer, or with its last frame where there is none", () => {
    const file = encodeAnimatedGif(animation([flat(1), flat(2)]));
    expect(readGifAnimation(Buffer.concat([file, Buffer.from("more")]), SIZE).frames).to.equal(2);
    expect(readGifAnimation(file.subarray(0, -1), SIZE).frames).to.equal(2);
  });

  it("is refused where a frame is cut short or broken, or a block is of no kind", () => {
    const file = encodeAnimatedGif(animation([flat(1), flat(2)]));
    const stray = Buffer.from(file);
    stray[stray.length - 1] = 0x55;
    const unknown = Buffer.from(file);
    unknown[file.lastIndexOf(0x2c) + 11 + 3] = 255;
    const all = (bytes: Buffer) => () => [...readGifAnimation(bytes, SIZE).shownFrames()];
    for (const bytes of [file.subarray(0, -3), file.subarray(0, -100), stray, unknown]) {
      expect(all(bytes)).to.throw(ImageError).with.property("code", "IMAGE_CORRUPT");
    }
  });
});
