import { expect } from "chai";
import sharp from "sharp";
import { ImageError } from "../../src";
import { extendedHeader, HAS_ALPHA, IS_ANIMATED, readWebp, writeWebp } from "../../src/webp/container";
import { readWebpAnimation } from "../../src/webp/animation";
import { isPixels } from "../../src/webp/first-frame";
import { seededRandom } from "../support/images";

const WIDTH = 24;
const HEIGHT = 16;

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly delayMs: number;
  /** Of the chunk: 2 overwrites, 1 clears afterwards. */
  readonly flags: number;
}

function chunkOf({ left, top, width, height, delayMs, flags }: Frame, still: Buffer) {
  const head = Buffer.alloc(16);
  head.writeUIntLE(left / 2, 0, 3);
  head.writeUIntLE(top / 2, 3, 3);
  head.writeUIntLE(width - 1, 6, 3);
  head.writeUIntLE(height - 1, 9, 3);
  head.writeUIntLE(delayMs, 12, 3);
  head[15] = flags;
  return { type: "ANMF", body: Buffer.concat([head, writeWebp(readWebp(still).filter(isPixels)).subarray(12)]) };
}

/** Frames of random areas, alpha, blending and disposal. */
async function randomAnimation(seed: number, plays = 0): Promise<Buffer> {
  const random = seededRandom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const animation = Buffer.alloc(6);
  // A background colour that nobody shows.
  animation.writeUInt32LE(0xff00ff00, 0);
  animation.writeUInt16LE(plays, 4);
  const chunks = [];
  for (let at = 0; at < 6; at++) {
    const [left, top] = at === 0 ? [0, 0] : [below(WIDTH / 2) * 2, below(HEIGHT / 2) * 2];
    const [width, height] = at === 0 ? [WIDTH, HEIGHT] : [1 + below(WIDTH - left), 1 + below(HEIGHT - top)];
    const data = Buffer.alloc(width * height * 4).map(() => below(256)) as Buffer;
    for (let alpha = 3; alpha < data.length; alpha += 4) if (random() < 0.5) data[alpha] = random() < 0.5 ? 0 : 255;
    const lossless = random() < 0.8;
    const options = lossless ? { lossless, exact: true } : { quality: 90 };
    const still = await sharp(data, { raw: { width, height, channels: 4 } })
      .webp(options)
      .toBuffer();
    chunks.push(chunkOf({ left, top, width, height, delayMs: 10 + at, flags: below(4) }, still));
  }
  const header = extendedHeader(IS_ANIMATED | HAS_ALPHA, WIDTH, HEIGHT);
  return writeWebp([header, { type: "ANIM", body: animation }, ...chunks]);
}

describe("an animated WebP", () => {
  it("shows frames of any area, blending and disposal as libwebp does", async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const file = await randomAnimation(seed);
      const theirs = await sharp(file, { animated: true }).ensureAlpha().raw().toBuffer();
      const animation = await readWebpAnimation(file);
      const frames: Buffer[] = [];
      for (const { bitmap } of animation?.shownFrames() ?? []) frames.push(Buffer.from(bitmap.data));
      const ours = Buffer.concat(frames);
      expect(ours.length).to.equal(theirs.length);
      for (let at = 0; at < ours.length; at += 4) {
        const alpha = theirs[at + 3] ?? 0;
        expect(Math.abs((ours[at + 3] ?? 0) - alpha), `alpha, seed ${seed}`).to.be.at.most(3);
        // libwebp blends with 8 bits, rounded down, which adds up over six frames.
        for (let channel = 0; channel < 3 && alpha > 0; channel++) {
          const difference = Math.abs((ours[at + channel] ?? 0) - (theirs[at + channel] ?? 0));
          expect((difference * alpha) / 255, `colour, seed ${seed}`).to.be.at.most(3);
        }
      }
    }
  });

  it("states how many frames it has, how long each is shown, and how often all are", async () => {
    const animation = await readWebpAnimation(await randomAnimation(1, 7));
    expect(animation).to.include({ frames: 6, px: 6 * WIDTH * HEIGHT, plays: 7 });
    const delays = [...(animation?.shownFrames() ?? [])].map(({ delayMs }) => delayMs);
    expect(delays).to.deep.equal([10, 11, 12, 13, 14, 15]);
  });

  it("is none where its header says so, and is refused where its file ends early or a frame lies outside", async () => {
    const file = await randomAnimation(1);
    const [, , ...frames] = readWebp(file);
    const refused = async (bytes: Buffer): Promise<unknown> => {
      try {
        return [...((await readWebpAnimation(bytes))?.shownFrames() ?? [])];
      } catch (error) {
        return error;
      }
    };
    for (const bytes of [
      file.subarray(0, -5),
      writeWebp([extendedHeader(IS_ANIMATED, WIDTH - 1, HEIGHT), ...frames]),
      writeWebp([extendedHeader(IS_ANIMATED, WIDTH, HEIGHT)]),
    ]) {
      expect(await refused(bytes))
        .to.be.instanceOf(ImageError)
        .with.property("code", "IMAGE_CORRUPT");
    }
    expect(await readWebpAnimation(writeWebp([extendedHeader(0, WIDTH, HEIGHT), ...frames]))).to.equal(undefined);
  });
});
