import { expect } from "chai";
import sharp from "sharp";
import { encodePng } from "../../src/png/encode";
import { decodeResult, psnr } from "../support/compare";
import { displayP3Profile, scene, type Pixels } from "../support/images";

const colourType = (file: Buffer): number => file.readUInt8(25);

/** What of a drawing there is in many colours: discs with soft edges on white. */
function drawing(size: number, alphaOf: (coverage: number) => number = () => 255): Pixels {
  const data = Buffer.alloc(size * size * 4, 255);
  for (let at = 0; at < size * size; at++) {
    const [x, y] = [at % size, Math.floor(at / size)];
    const cell = Math.floor(x / 50) + Math.floor(y / 50) * 7;
    const colour = [(cell * 37) % 200, (cell * 91) % 220, (cell * 53) % 240];
    const coverage = Math.min(1, Math.max(0, 20.5 - Math.hypot((x % 50) - 25, (y % 50) - 25)));
    colour.forEach((value, part) => (data[at * 4 + part] = Math.round(value * coverage + 255 * (1 - coverage))));
    data[at * 4 + 3] = alphaOf(coverage);
  }
  return { width: size, height: size, data };
}

/** What is seen in front of white. */
const overWhite = ({ data }: Pixels): Buffer =>
  data.map((value, at) => 255 - ((255 - (at % 4 === 3 ? 255 : value)) * (data[at | 3] as number)) / 255) as Buffer;

const coloursOf = ({ data }: Pixels): number => {
  const words = new Set<number>();
  for (let at = 0; at < data.length; at += 4) words.add(data.readUInt32LE(at));
  return words.size;
};

describe("PNG palette", () => {
  it("has at most 256 colours, and a likeness of 33 dB and more of photographs", async () => {
    for (const transparent of [false, true]) {
      const photograph = scene(300, 200, { transparent });
      const file = encodePng(photograph, { palette: true });
      expect(colourType(file)).to.equal(3);
      const decoded = await decodeResult(file);
      expect(coloursOf(decoded)).to.be.within(200, 256);
      expect(file.length).to.be.below(encodePng(photograph).length * 0.6);
      expect(psnr(overWhite(decoded), overWhite(photograph))).to.be.above(33);
    }
  });

  it("is as like as sharp's, by PSNR within 1.5 dB, for photographs and drawings", async () => {
    for (const pixels of [scene(300, 200), drawing(350)]) {
      const { data, width, height } = pixels;
      const theirs = await sharp(data, { raw: { width, height, channels: 4 } }).png({ palette: true }).toBuffer(); // prettier-ignore
      const [own, rival] = await Promise.all([encodePng(pixels, { palette: true }), theirs].map(decodeResult));
      expect(psnr((own as Pixels).data, data)).to.be.above(psnr((rival as Pixels).data, data) - 1.5);
    }
  });

  it("keeps opaque pixels opaque and invisible ones invisible, and flat areas flat", async () => {
    const pixels = drawing(200, (coverage) => Math.round(255 * coverage));
    const { data } = await decodeResult(encodePng(pixels, { palette: true }));
    for (let at = 3; at < data.length; at += 4) {
      const alpha = pixels.data[at] as number;
      if (alpha === 0 || alpha === 255) expect(data[at]).to.equal(alpha);
    }
    const flat = drawing(350);
    const drawn = await decodeResult(encodePng(flat, { palette: true }));
    const middles = new Set(Array.from({ length: 20 }, (_, x) => drawn.data.readUInt32LE(((25 * 350 + 15 + x) * 4)))); // prettier-ignore
    expect(middles.size).to.equal(1);
  });

  it("is lossless where there are no more colours than that, or greys alone", async () => {
    const grey = scene(64, 48);
    for (let at = 0; at < grey.data.length; at += 4) grey.data.fill(grey.data[at] ?? 0, at, at + 3);
    for (const palette of [true, "auto"] as const) {
      const file = encodePng(grey, { palette });
      expect(colourType(file)).to.equal(0);
      expect(file.equals(encodePng(grey))).to.equal(true);
      const few = { width: 8, height: 8, data: Buffer.from(Array.from({ length: 256 }, (_, at) => (at % 4 === 3 ? 255 : at))) }; // prettier-ignore
      expect((await decodeResult(encodePng(few, { palette }))).data.equals(few.data)).to.equal(true);
    }
  });

  it("`auto` reduces drawings with soft edges, and neither photographs nor gradients", () => {
    const gradient = scene(1, 1);
    const ramp = { ...gradient, width: 400, height: 100, data: Buffer.alloc(160_000, 255) };
    for (let at = 0; at < 40_000; at++) ramp.data.set([(at % 400) / 2, 128 - (at % 400) / 8, 255 - (at % 400) / 2], at * 4); // prettier-ignore
    expect(coloursOf(drawing(350))).to.be.above(256);
    expect(colourType(encodePng(drawing(350), { palette: "auto" }))).to.equal(3);
    expect(encodePng(drawing(350), { palette: "auto" }).length).to.be.below(encodePng(drawing(350)).length);
    const translucent = drawing(350, (coverage) => Math.round(255 * coverage));
    expect(colourType(encodePng(translucent, { palette: "auto" }))).to.equal(3);
    for (const other of [scene(300, 200), scene(300, 200, { transparent: true }), ramp]) {
      expect(encodePng(other, { palette: "auto" }).equals(encodePng(other))).to.equal(true);
    }
  });

  it("embeds a profile", async () => {
    const icc = displayP3Profile();
    const { icc: found } = await sharp(encodePng(scene(64, 48), { icc, palette: true })).metadata();
    expect(found?.equals(icc)).to.equal(true);
  });

  it("draws an image of one row, of one column and of one pixel", async () => {
    for (const [width, height] of [
      [600, 1],
      [1, 600],
      [1, 1],
    ] as const) {
      // prettier-ignore
      const file = encodePng(scene(width, height), { palette: true });
      expect(await decodeResult(file)).to.include({ width, height });
    }
  });
});
