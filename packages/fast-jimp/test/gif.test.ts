import { expect } from "chai";
import sharp from "sharp";
import { ImageError, probe } from "../src";
import { decodeGif } from "../src/gif/decode";
import { meanDifference } from "./support/compare";
import { encodeGif, scene, type Pixels } from "./support/images";
import { encodeLzw } from "./support/images/lzw";

/** What sharp, which is libnsgif, decodes of the first frame, without the colours of what is transparent. */
async function expected(file: Buffer): Promise<Pixels> {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 0) data.fill(0, at, at + 4);
  return { data, width: info.width, height: info.height };
}

const raw = ({ width, height }: Pixels) => ({ raw: { width, height, channels: 4 as const } });

describe("GIF decoder", () => {
  for (const [width, height, colours] of [
    [300, 200, 256],
    [700, 500, 256],
    [64, 48, 16],
    [64, 48, 2],
    [7, 5, 4],
    [1, 1, 2],
  ] as const) {
    // prettier-ignore
    it(`decodes ${width}x${height} pixels of ${colours} colours exactly`, async () => {
      for (const transparent of [false, true]) {
        const image = scene(width, height, { transparent });
        const file = await sharp(image.data, raw(image)).gif({ colours, dither: 1, effort: 1 }).toBuffer();
        expect(meanDifference(decodeGif(file), await expected(file))).to.equal(0);
      }
    });
  }

  it("decodes the first of several frames", async () => {
    const image = scene(60, 40);
    const [one, three] = [encodeGif(image), encodeGif(image, { frames: 3 })];
    expect(meanDifference(decodeGif(three), await expected(three))).to.equal(0);
    expect(decodeGif(three).data.equals(decodeGif(one).data)).to.equal(true);
  });

  it("keeps transparent pixels of the frame", async () => {
    const file = encodeGif(scene(60, 40), { transparentIndex: 129 });
    expect(meanDifference(decodeGif(file), await expected(file))).to.equal(0);
  });

  it("reorders interlaced rows", async () => {
    const image = scene(40, 21);
    const plain = encodeGif(image);
    const interlaced = Buffer.from(plain);
    const descriptor = interlaced.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 40, 0, 21, 0]));
    interlaced[descriptor + 9] = 0x40;
    const order = [
      [0, 8],
      [4, 8],
      [2, 4],
      [1, 2],
    ].flatMap(([first = 0, step = 1]) => {
      // prettier-ignore
      return Array.from({ length: Math.ceil((21 - first) / step) }, (_, row) => first + row * step);
    });
    const [straight, turned] = [decodeGif(plain), decodeGif(interlaced)];
    order.forEach((row, index) => {
      expect(
        turned.data.subarray(row * 160, row * 160 + 160).equals(straight.data.subarray(index * 160, index * 160 + 160)),
        `row ${row}`,
      ).to.equal(true);
    });
    expect(meanDifference(turned, await expected(interlaced))).to.equal(0);
  });

  it("refuses a file cut at any position before the end of its first frame", () => {
    const file = encodeGif(scene(30, 20));
    for (let length = 13; length < file.length - 4; length += 17) {
      expect(() => decodeGif(file.subarray(0, length)), `${length} bytes`)
        .to.throw(ImageError)
        .with.property("code", "IMAGE_CORRUPT");
    }
  });

  it("draws a frame beyond the screen on a canvas that holds both", async () => {
    const at = (screen: readonly [number, number], place: readonly [number, number]): Buffer => {
      const file = encodeGif(scene(30, 20));
      const descriptor = file.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 30, 0, 20, 0]));
      screen.forEach((side, axis) => file.writeUInt16LE(side, 6 + axis * 2));
      place.forEach((side, axis) => file.writeUInt16LE(side, descriptor + 1 + axis * 2));
      return file;
    };
    const whole = decodeGif(encodeGif(scene(30, 20)));
    for (const screen of [
      [20, 10],
      [0, 0],
      [30, 1],
    ] as const) {
      const file = at(screen, [0, 0]);
      expect(decodeGif(file).data.equals(whole.data), screen.join("x")).to.equal(true);
      expect(probe(file)).to.include({ width: 30, height: 20 });
      expect(meanDifference(decodeGif(file), await expected(file))).to.equal(0);
    }
    const beside = at([30, 20], [5, 3]);
    const { data, width, height } = decodeGif(beside);
    expect([width, height]).to.deep.equal([35, 23]);
    expect(probe(beside)).to.include({ width: 35, height: 23 });
    for (let y = 0; y < 20; y++) {
      const row = ((y + 3) * 35 + 5) * 4;
      expect(data.subarray(row, row + 120).equals(whole.data.subarray(y * 120, y * 120 + 120)), `row ${y}`).to.equal(
        true,
      );
    }
    expect(data.subarray(0, (3 * 35 + 5) * 4).every((value) => value === 0)).to.equal(true);
  });

  it("shows a file without a colour table in grey levels from black to white", () => {
    // Two pixels of 1 bit: clear, 0, 1, end, of 3 bits each (GIF89a, appendix F), in one sub-block.
    const file = Buffer.from([
      ...Buffer.from("GIF89a"),
      ...[2, 0, 1, 0, 0, 0, 0],
      ...[0x2c, 0, 0, 0, 0, 2, 0, 1, 0, 0],
      ...[2, 2, 0b01000100, 0b00001010, 0, 0x3b],
    ]);
    expect([...decodeGif(file).data]).to.deep.equal([0, 0, 0, 255, 85, 85, 85, 255]);
  });

  // Pillow and libvips (libnsgif) decode them alike; GIF89a, appendix F, ends at 8 bits.
  it("decodes codes of more bits than its colours have", async () => {
    const colours = Buffer.from(Array.from({ length: 768 }, (_, at) => (at * 37) % 256));
    const indices = Buffer.from(Array.from({ length: 60 * 40 }, (_, at) => (at * at) % 256));
    for (const literalBits of [9, 10, 11]) {
      const data = encodeLzw(indices, { literalBits, tiff: false });
      const blocks = Array.from({ length: Math.ceil(data.length / 255) }, (_, at) =>
        data.subarray(at * 255, at * 255 + 255),
      );
      const file = Buffer.concat([
        Buffer.from("GIF89a"),
        Buffer.from([60, 0, 40, 0, 0xf7, 0, 0]),
        colours,
        Buffer.from([0x2c, 0, 0, 0, 0, 60, 0, 40, 0, 0, literalBits]),
        ...blocks.flatMap((block) => [Buffer.from([block.length]), block]),
        Buffer.from([0, 0x3b]),
      ]);
      const expected = Buffer.concat(Array.from(indices, (index) => Buffer.concat([colours.subarray(index * 3, index * 3 + 3), Buffer.from([255])]))); // prettier-ignore
      expect(decodeGif(file).data.equals(expected), `${literalBits} bits`).to.equal(true);
      expect((await sharp(file).ensureAlpha().raw().toBuffer()).equals(expected), `${literalBits} bits`).to.equal(true);
    }
  });

  it("refuses a frame without pixels, and an unknown code", () => {
    const change = (at: (file: Buffer) => number, value: number): Buffer => {
      const file = encodeGif(scene(30, 20));
      file[at(file)] = value;
      return file;
    };
    const descriptor = (file: Buffer): number => file.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 30, 0, 20, 0]));
    const broken = {
      empty: change((file) => descriptor(file) + 7, 0),
      "with a code size of 12": change((file) => descriptor(file) + 10, 12),
      "with a code of the future": change((file) => descriptor(file) + 14, 255),
    };
    for (const [what, file] of Object.entries(broken))
      expect(() => decodeGif(file), what)
        .to.throw(ImageError)
        .with.property("code", "IMAGE_CORRUPT");
  });
});
