import { expect } from "chai";
import sharp from "sharp";
import { attentionPart, attentionPoint, analysisSize } from "../src/attention/find";
import { attentionScores } from "../src/attention/score";
import { Jimp } from "../src/jimp";
import { pixelAt } from "./support/compare";
import { encodeJpeg, encodePng, exifChunk, seededRandom, type Pixels } from "./support/images";

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

/** An image of one colour with a disc of another at a place, whose pixels vary by `grain` levels. */
function disc(
  { width, height }: { width: number; height: number },
  at: { x: number; y: number },
  { ground = [128, 128, 128], colour = [20, 20, 20], grain = 0 }: { ground?: Colour; colour?: Colour; grain?: number },
): Pixels {
  const random = seededRandom(3);
  const data = Buffer.alloc(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) - at.x * width, Math.floor(i / width) - at.y * height];
    const inside = Math.hypot(x, y) < Math.min(width, height) / 6;
    const [r, g, b, a = 255] = inside ? colour : ground;
    const noise = inside ? (random() - 0.5) * 2 * grain : 0;
    data.set([r + noise, g + noise, b + noise, a], i * 4);
  }
  return { data, width, height };
}

const SIZE = { width: 120, height: 60 };
const whole = (image: Pixels) => ({ ...image, channels: 4 as const });
const HALF = { width: 0.5, height: 1 };

describe("the part of an image that draws the eye", () => {
  it("is where the detail is, in its middle if the edges allow it", () => {
    for (const [x, expected] of [
      [0.5, 0.25],
      [0.3, 0.05],
      [0.7, 0.45],
      [0.1, 0],
      [0.95, 0.5],
    ] as const) {
      const { left, top, width, height } = attentionPart(whole(disc(SIZE, { x, y: 0.5 }, {})), HALF);
      expect(left, `disc at ${x}`).to.be.closeTo(expected, 0.03);
      expect([top, width, height]).to.deep.equal([0, 0.5, 1]);
    }
    const { left, top } = attentionPart(whole(disc({ width: 60, height: 120 }, { x: 0.5, y: 0.7 }, {})), {
      width: 1,
      height: 0.5,
    });
    expect([left, top]).to.satisfy(([l, t]: number[]) => l === 0 && Math.abs((t ?? 0) - 0.45) < 0.03);
  });

  it("is the middle where nothing differs", () => {
    expect(attentionPart(whole(disc(SIZE, { x: 9, y: 9 }, {})), HALF).left).to.equal(0.25);
    expect(attentionPoint(whole(disc(SIZE, { x: 9, y: 9 }, {})))).to.deep.equal({ x: 0.5, y: 0.5 });
    const grey = { data: Buffer.alloc(7200, 9), ...SIZE, channels: 1 } as const;
    expect(attentionPoint(grey)).to.deep.equal({ x: 0.5, y: 0.5 });
  });

  it("prefers skin of any brightness, then strong colours, to grey of the same detail", () => {
    // Equal luminance (BT.709) of the three, so that their outlines are equal.
    const colours = { skin: [156, 114, 88], green: [30, 148, 30], grey: [120, 120, 120] } as const;
    const darkSkin = [94, 68, 53] as const;
    const score = (colour: Colour): number =>
      attentionScores(whole(disc(SIZE, { x: 0.5, y: 0.5 }, { ground: [60, 60, 60], colour }))).reduce((a, b) => a + b);
    expect(score(colours.skin)).to.be.above(score(colours.green) * 1.5);
    expect(score(colours.green)).to.be.above(score(colours.grey) * 1.2);
    expect(score(darkSkin)).to.be.above(score([70, 70, 70]) * 2);
  });

  it("does not look at the colours of transparent pixels, but at the outline of what is opaque", () => {
    const hidden = disc(SIZE, { x: 0.2, y: 0.5 }, { ground: [0, 0, 0, 0], colour: [156, 114, 88, 0] });
    expect(attentionScores(whole(hidden)).every((score) => score === 0)).to.equal(true);
    const shape = disc(SIZE, { x: 0.2, y: 0.5 }, { ground: [200, 200, 200, 0], colour: [200, 200, 200] });
    expect(attentionPoint(whole(shape)).x).to.be.below(0.35);
  });

  it("is sought in at most 128 pixels a side", () => {
    expect(analysisSize({ width: 6000, height: 4000 })).to.deep.equal({ width: 128, height: 85 });
    expect(analysisSize({ width: 40, height: 9000 })).to.deep.equal({ width: 1, height: 128 });
    expect(analysisSize({ width: 100, height: 9 })).to.deep.equal({ width: 100, height: 9 });
  });

  it("holds a textured subject that sharp's strategy `attention` holds too", async () => {
    for (const x of [0.15, 0.35, 0.62, 0.85]) {
      const image = disc({ width: 600, height: 300 }, { x, y: 0.5 }, { colour: [190, 140, 110], grain: 40 });
      const png = encodePng(image);
      const ours = (await Jimp.fromBuffer(png)).cover({ w: 100, h: 100, focus: "attention" });
      const sharps = await sharp(png).resize(100, 100, { position: "attention" }).raw().toBuffer();
      // The middle of the disc is within the crop: as many pixels of it as can be.
      const skin = (data: Uint8Array, channels: number): number => {
        let count = 0;
        for (let at = 0; at < data.length; at += channels) if ((data[at] ?? 0) > (data[at + 2] ?? 0) + 40) count++;
        return count;
      };
      const found = skin(ours.bitmap.data, 4);
      expect(found, `at ${x}`).to.be.at.least(skin(sharps, 3) * 0.98);
      expect(found).to.be.above(800);
    }
  });
});

describe("cover and contain", () => {
  /** Dark disc at 0.8, 0.5 of 400x200. */
  const image = disc({ width: 400, height: 200 }, { x: 0.8, y: 0.5 }, {});
  const isDark = (pixels: Pixels, x: number, y: number): boolean => (pixelAt(pixels, x, y)[0] ?? 255) < 60;

  it("shows the part that draws the eye, of a lazily decoded image as of a decoded one, in every orientation", async () => {
    for (const bytes of [encodePng(image), encodeJpeg(image)]) {
      for (const read of [false, true]) {
        const opened = await Jimp.fromBuffer(bytes);
        if (read) opened.getPixelColor(0, 0);
        const covered = opened.clone().cover({ w: 50, h: 50, focus: "attention" });
        await covered.decode();
        // As far to the right as the disc's middle: 0.8 is above 0.75, the middle of the rightmost square.
        expect(isDark(covered.bitmap, 29, 25)).to.equal(true);
        expect(isDark(covered.bitmap, 10, 25)).to.equal(false);
        const contained = opened.clone().contain({ w: 50, h: 100, focus: "attention" });
        await contained.decode();
        expect(pixelAt(contained.bitmap, 25, 50)[0]).to.be.closeTo(128, 4);
      }
    }
    for (let orientation = 1; orientation <= 8; orientation++) {
      const turned = await Jimp.fromBuffer(encodePng(image, {}, [exifChunk(orientation)]));
      const covered = turned.cover({ w: 50, h: 50, focus: "attention" });
      await covered.decode();
      const dark = Array.from({ length: 2500 }, (_, at) => isDark(covered.bitmap, at % 50, Math.floor(at / 50)));
      expect(dark.filter(Boolean).length, `orientation ${orientation}`).to.be.within(180, 260);
    }
  });

  it("brings a focal point as near to the middle as the edges allow", async () => {
    const opened = await Jimp.fromBuffer(encodePng(image));
    const coveredAt = (x: number) => opened.clone().cover({ w: 50, h: 50, focus: { x, y: 0.5 } });
    // A quarter of the width is as far to the left as a middle can be.
    for (const [x, darkest] of [
      [0.6, 45],
      [0.75, 30],
      [0.8, 30],
      [1, 30],
    ] as const) {
      expect(isDark(coveredAt(x).bitmap, darkest, 25), `focus at ${x}`).to.equal(true);
    }
    expect(isDark(coveredAt(0.6).bitmap, 33, 25)).to.equal(false);
    expect(coveredAt(0).bitmap.data).to.deep.equal(coveredAt(0.25).bitmap.data);
    const contained = opened.clone().contain({ w: 100, h: 100, focus: { x: 0.5, y: 0 } });
    // The image's upper edge would be in the middle: its lower edge is at the box's.
    expect([49, 50, 99].map((y) => pixelAt(contained.bitmap, 5, y)[3])).to.deep.equal([0, 255, 255]);
    const high = opened.clone().contain({ w: 100, h: 100, focus: { x: 0.5, y: 0.6 } });
    expect([19, 20, 69, 70].map((y) => pixelAt(high.bitmap, 5, y)[3])).to.deep.equal([0, 255, 255, 0]);
  });

  it("take a position in place of jimp's flags", async () => {
    const opened = await Jimp.fromBuffer(encodePng(image));
    const at = (x: number, y: number) => opened.clone().contain({ w: 100, h: 80, align: { x, y } }).bitmap;
    expect([0, 49, 50].map((y) => pixelAt(at(0, 0), 5, y)[3])).to.deep.equal([255, 255, 0]);
    expect([29, 30].map((y) => pixelAt(at(1, 1), 5, y)[3])).to.deep.equal([0, 255]);
    const right = opened.clone().cover({ w: 50, h: 50, align: { x: 1, y: 0 } });
    expect(right.bitmap.data).to.deep.equal(opened.clone().cover({ w: 50, h: 50, focus: { x: 1, y: 0 } }).bitmap.data);
    for (const wrong of [
      { x: -0.1, y: 0 },
      { x: 0, y: 1.1 },
      { x: NaN, y: 0 },
    ]) {
      expect(() => opened.clone().cover({ w: 5, h: 5, focus: wrong })).to.throw(RangeError, "expected a number 0..1");
      expect(() => opened.clone().contain({ w: 5, h: 5, align: wrong })).to.throw(RangeError, "expected a number 0..1");
    }
  });

  it("leave a small image as it is where it is not to be enlarged, in the place of sharp's", async () => {
    const small = encodePng(disc({ width: 40, height: 20 }, { x: 0.5, y: 0.5 }, { ground: [250, 0, 0] }));
    const ours = (await Jimp.fromBuffer(small)).contain({ w: 100, h: 60, enlarge: false });
    const fitted = { fit: "contain", withoutEnlargement: true, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;
    const sharps = await sharp(small).ensureAlpha().resize(100, 60, fitted).raw().toBuffer();
    expect(ours.bitmap.data.equals(sharps)).to.equal(true);
    const large = (await Jimp.fromBuffer(small)).contain({ w: 20, h: 20, enlarge: false });
    expect([4, 5, 14, 15].map((y) => pixelAt(large.bitmap, 2, y)[3])).to.deep.equal([0, 255, 255, 0]);
  });

  it("surround a transparent image with transparency where that is wanted, and an opaque one with the background", async () => {
    const transparent = disc({ width: 40, height: 20 }, { x: 0.5, y: 0.5 }, { ground: [9, 9, 9, 0] });
    const corner = async (pixels: Pixels, matchAlpha: boolean, read = false): Promise<number[]> => {
      const opened = await Jimp.fromBuffer(encodePng(pixels, { alpha: true }));
      if (read) opened.getPixelColor(0, 0);
      opened.background = 0x102030ff;
      return pixelAt(opened.contain({ w: 40, h: 40, matchAlpha }).bitmap, 0, 0);
    };
    for (const read of [false, true]) {
      expect(await corner(transparent, true, read)).to.deep.equal([0, 0, 0, 0]);
      expect(await corner(transparent, false, read)).to.deep.equal([16, 32, 48, 255]);
      expect(await corner(disc({ width: 40, height: 20 }, { x: 0.5, y: 0.5 }, {}), true, read)).to.deep.equal([16, 32, 48, 255]); // prettier-ignore
    }
  });
});
