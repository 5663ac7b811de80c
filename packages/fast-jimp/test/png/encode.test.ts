import { expect } from "chai";
import sharp, { type PngOptions } from "sharp";
import { constants, deflateSync } from "node:zlib";
import { encodePng as encode } from "../../src/png/encode";
import { filterRows } from "../../src/png/filter";
import { decodeResult } from "../support/compare";
import { displayP3Profile, scene, seededRandom, type Pixels } from "../support/images";

/** A bitmap whose pixels are chosen from some colours, at random but always the same. */
function ofColours(colours: readonly (readonly number[])[], width = 64, height = 48): Pixels {
  const random = seededRandom(7);
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at++) data.set(colours[Math.floor(random() * colours.length)] ?? [], at * 4);
  return { width, height, data };
}

const sharpPng = ({ data, width, height }: Pixels, options: PngOptions): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png(options)
    .toBuffer();

/** Noise of many colours that comes again every 16 rows and 40 columns, like the letters of a text. */
function repeatedPattern(size: number): Pixels {
  const tile = ofColours(
    Array.from({ length: 600 }, (_, at) => [at & 255, (at * 7) & 255, at >> 2, 255]),
    40,
    16,
  );
  const data = Buffer.alloc(size * size * 4);
  for (let at = 0; at < size * size; at++) {
    const from = ((Math.floor(at / size) % 16) * 40 + ((at % size) % 40)) * 4;
    data.set(tile.data.subarray(from, from + 4), at * 4);
  }
  return { width: size, height: size, data };
}

const greys = (count: number): number[][] => Array.from({ length: count }, (_, at) => [at, at, at, 255]);
const header = (file: Buffer): { bitDepth: number; colourType: number } => ({
  bitDepth: file.readUInt8(24),
  colourType: file.readUInt8(25),
});
const chunkTypes = (file: Buffer): string[] => {
  const types: string[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at))
    types.push(file.toString("latin1", at + 4, at + 8));
  return types;
};
const halfSeen = scene(64, 48, { transparent: true });
const greyScene = scene(64, 48);
for (let at = 0; at < greyScene.data.length; at += 4) greyScene.data.fill(greyScene.data[at] ?? 0, at, at + 3);
const greyHalfSeen = { ...greyScene, data: Buffer.from(greyScene.data) };
for (let at = 3; at < greyHalfSeen.data.length; at += 4) greyHalfSeen.data[at] = at % 255;

const cases: readonly (readonly [what: string, pixels: Pixels, colourType: number, bitDepth: number])[] = [
  ["photographs as RGB", scene(64, 48), 2, 8],
  ["photographs with transparency as RGBA", halfSeen, 6, 8],
  ["grey photographs as grey", greyScene, 0, 8],
  ["grey photographs with transparency as grey and alpha", greyHalfSeen, 4, 8],
  ["two colours with one bit", ofColours([[255, 0, 0, 255], [0, 0, 255, 255]]), 3, 1], // prettier-ignore
  ["three colours with two bits", ofColours([[255, 0, 0, 255], [0, 0, 255, 255], [9, 9, 9, 255]]), 3, 2], // prettier-ignore
  ["sixteen colours with four bits", ofColours(greys(16)), 3, 4],
  ["a palette with transparent colours", ofColours([[1, 2, 3, 255], [4, 5, 6, 0], [7, 8, 9, 128]]), 3, 2], // prettier-ignore
  [
    "256 colours with eight bits",
    ofColours(Array.from({ length: 256 }, (_, at) => [at, 255 - at, at ^ 85, 255])),
    3,
    8,
  ],
  [
    "257 colours as RGB",
    ofColours(
      Array.from({ length: 257 }, (_, at) => [at & 255, at >> 8, 7, 255]),
      128,
      96,
    ),
    2,
    8,
  ],
  ["256 greys as grey, which needs no table", ofColours(greys(256)), 0, 8],
];

describe("PNG encoder", () => {
  for (const [what, pixels, colourType, bitDepth] of cases) {
    it(`stores ${what}, lossless`, async () => {
      const file = encode(pixels);
      expect(header(file)).to.deep.equal({ colourType, bitDepth });
      expect((await decodeResult(file)).data.equals(pixels.data)).to.equal(true);
    });
  }

  it("writes nothing but header, tables and pixels", () => {
    expect(chunkTypes(encode(scene(64, 48)))).to.deep.equal(["IHDR", "IDAT", "IEND"]);
    expect(chunkTypes(encode(ofColours([[1, 2, 3, 255], [4, 5, 6, 9]])))).to.deep.equal(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]); // prettier-ignore
  });

  it("embeds a profile that sharp reads back", async () => {
    const icc = displayP3Profile();
    const file = encode(scene(64, 48), { icc });
    expect(chunkTypes(file)).to.deep.equal(["IHDR", "iCCP", "IDAT", "IEND"]);
    const { icc: found } = await sharp(file).metadata();
    expect(found?.equals(icc)).to.equal(true);
  });

  it("is no larger than sharp's with adaptive filters by more than 5 %", async () => {
    for (const seed of [1, 2, 3]) {
      const photograph = scene(300, 300, { seed });
      const theirs = await sharpPng(photograph, { adaptiveFiltering: true });
      expect(encode(photograph).length).to.be.at.most(theirs.length * 1.05);
    }
  });

  it("looks for no matches in noise, where they cost more than they save", () => {
    const noise = ofColours(Array.from({ length: 5000 }, (_, at) => [at & 63, (at >> 4) & 63, (at * 7) & 63, 255]), 200, 200); // prettier-ignore
    const filtered = filterRows(Buffer.from(noise.data.filter((_, at) => at % 4 !== 3)), 600, 3);
    const matched = deflateSync(filtered, { level: 4, strategy: constants.Z_FILTERED });
    expect(encode(noise).length).to.be.below(matched.length);
  });

  it("is hardly larger than sharp's without filters, for text and drawings in more than 256 colours", async () => {
    for (const size of [200, 700]) {
      const drawn = repeatedPattern(size);
      expect(header(encode(drawn)).colourType).to.equal(2);
      expect(encode(drawn).length).to.be.at.most((await sharpPng(drawn, {})).length * 1.05);
    }
  });

  it("spends time on fewer bytes by effort, lossless each", async () => {
    for (const pixels of [scene(300, 200, { grain: 4 }), repeatedPattern(300)]) {
      const files = [0, 1, 2, 3, 4, 5, 6].map((effort) => encode(pixels, { effort }));
      for (const file of files) expect((await decodeResult(file)).data.equals(pixels.data)).to.equal(true);
      const [least, , , , usual, , most] = files.map(({ length }) => length) as [number, number, number, number, number, number, number]; // prettier-ignore
      expect(usual).to.be.at.most(least * 1.01);
      expect(most).to.be.at.most(usual);
    }
    const pattern = repeatedPattern(300);
    expect(encode(pattern, { effort: 6 }).length).to.be.below(encode(pattern, { effort: 0 }).length);
  });

  it("takes the level that it is given", () => {
    const pattern = repeatedPattern(200);
    expect(encode(pattern, { level: 0 }).length).to.be.above(200 * 200 * 3);
    expect(encode(pattern, { level: 9 }).length).to.be.below(encode(pattern, { level: 1 }).length);
  });

  it("writes images of one pixel and of odd widths", async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 7],
      [17, 1],
      [1, 17],
    ] as const) {
      // prettier-ignore
      for (const pixels of [scene(width, height), ofColours([[1, 1, 1, 255], [200, 3, 5, 255]], width, height)]) { // prettier-ignore
        expect((await decodeResult(encode(pixels))).data.equals(pixels.data), `${width}x${height}`).to.equal(true);
      }
    }
  });
});
