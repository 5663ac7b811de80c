import { expect } from "chai";
import sharp, { type JpegOptions } from "sharp";
import { decodeJpeg } from "../../src/jpeg/decode";
import { encodeJpeg } from "../../src/jpeg/encode";
import { readJpegHeader } from "../../src/jpeg/header";
import { divisorsOf } from "../../src/jpeg/quality";
import { psnr } from "../support/compare";
import { seededRandom } from "../support/images";
import { waveRgba, waves, yccToRgb } from "../support/jpeg/scenes";

const WIDTH = 131;
const HEIGHT = 83;

/** Waves with noise on them, so that every size of coefficient occurs. */
function noisy(): Buffer {
  const data = waveRgba(WIDTH, HEIGHT, 3, yccToRgb);
  let seed = 7;
  return data.map((value, i) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (i & 3) === 3 ? 255 : Math.max(0, Math.min(255, value + ((seed >>> 16) % 31) - 15));
  }) as Buffer;
}

const rgba = { data: noisy(), width: WIDTH, height: HEIGHT, channels: 4 } as const;
const decoded = (bytes: Buffer) => sharp(bytes).ensureAlpha().raw().toBuffer();

describe("JPEG encoder", () => {
  const theirs = (quality: number, options: JpegOptions): Promise<Buffer> =>
    sharp(rgba.data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
      .removeAlpha()
      .jpeg({ quality, chromaSubsampling: "4:2:0", ...options })
      .toBuffer();

  for (const effort of [0, 4]) {
    for (const quality of [1, 20, 50, 75, 95, 100]) {
      it(`needs fewer bytes than libjpeg at the same likeness: quality ${quality}, effort ${effort}`, async () => {
        const ours = encodeJpeg(rgba, { quality, effort });
        const likeness = psnr(await decoded(ours), rgba.data);
        let same = 100;
        for (let lower = 99; lower > 0; lower--) {
          if (psnr(await decoded(await theirs(lower, {})), rgba.data) < likeness) break;
          same = lower;
        }
        expect(ours.length).to.be.below((await theirs(same, { optimiseCoding: false })).length);
      });
    }
  }

  it("writes baseline 4:2:0 with quality 75 by default", async () => {
    const bytes = encodeJpeg(rgba);
    expect(bytes).to.deep.equal(encodeJpeg(rgba, { quality: 75 }));
    const { process: coding, components, colour } = readJpegHeader(bytes);
    expect([coding, colour, components.map(({ h, v }) => `${h}x${v}`)]).to.deep.equal([
      "baseline",
      "ycc",
      ["2x2", "1x1", "1x1"],
    ]);
    expect((await sharp(bytes).metadata()).chromaSubsampling).to.equal("4:2:0");
  });

  const sampling = (bytes: Buffer) => readJpegHeader(bytes).components.map(({ h, v }) => `${h}x${v}`);

  it("writes 4:4:4 where asked to, with the colours of every pixel", async () => {
    // Red and blue columns: 4:2:0 makes them all violet.
    const columns = Array.from({ length: 40 * 24 }, (_, i) => (i % 2 === 0 ? [220, 30, 30, 255] : [30, 30, 220, 255]));
    const pixels = { data: Buffer.from(columns.flat()), width: 40, height: 24, channels: 4 } as const;
    const full = encodeJpeg(pixels, { quality: 95, chroma: "4:4:4" });
    const shared = encodeJpeg(pixels, { quality: 95, chroma: "4:2:0" });
    expect(sampling(full)).to.deep.equal(["1x1", "1x1", "1x1"]);
    expect(sampling(shared)).to.deep.equal(["2x2", "1x1", "1x1"]);
    expect(psnr(await decoded(full), pixels.data)).to.be.above(34);
    expect(psnr(await decoded(shared), pixels.data)).to.be.below(14);
    expect(encodeJpeg(pixels, { quality: 95 })).to.deep.equal(full);
    expect(encodeJpeg(rgba, { chroma: "auto" })).to.deep.equal(encodeJpeg(rgba, { chroma: "4:2:0" }));
  });

  it("looks for sharp colours everywhere, whatever the size of the image", () => {
    // Red and blue columns, but for every 64th pair of pixels: what a walk along the rows would meet alone.
    const [width, height] = [1024, 1024];
    const data = Buffer.alloc(width * height * 4, 255);
    for (let i = 0; i < width * height; i++) {
      const isRed = i % 128 < 2 || i % 2 === 0;
      data.set(isRed ? [220, 30, 30] : [30, 30, 220], i * 4);
    }
    expect(sampling(encodeJpeg({ data, width, height, channels: 4 }))).to.deep.equal(["1x1", "1x1", "1x1"]);
  });

  it("writes progressive from 2^17 pixels on, and baseline below", async () => {
    const [width, height] = [512, 256];
    const data = waveRgba(width, height, 3, yccToRgb);
    const large = encodeJpeg({ data, width, height, channels: 4 }, { quality: 90 });
    expect(readJpegHeader(large).process).to.equal("progressive");
    expect(psnr(await decoded(large), data)).to.be.above(40);
    const grey = Buffer.from(Array.from({ length: width * height }, (_, i) => (i * 7) & 127));
    const bytes = encodeJpeg({ data: grey, width, height, channels: 1 }, { quality: 90 });
    expect(readJpegHeader(bytes)).to.include({ process: "progressive", colour: "grey" });
    expect(psnr(await sharp(bytes).toColourspace("b-w").raw().toBuffer(), grey)).to.be.above(35);
    const smaller = encodeJpeg({ data, width, height: 255, channels: 4 });
    expect(readJpegHeader(smaller).process).to.equal("baseline");
  });

  it("spends hardly any bits on blocks that only fill an MCU", () => {
    const noise = (height: number) => {
      const random = seededRandom(5);
      const data = Buffer.from(Array.from({ length: 1024 * height * 4 }, () => Math.floor(random() * 128)));
      return encodeJpeg({ data, width: 1024, height, channels: 4 }, { chroma: "4:2:0" }).length;
    };
    // Half of luma and as much chroma; 0.79 where the lower blocks repeat the last row.
    expect(noise(8) / noise(16)).to.be.below(0.7);
  });

  it("ends more blocks at once than one symbol can", async () => {
    // 32,896 blocks without a detail, and one with.
    const [width, height] = [2056, 1024];
    const data = Buffer.alloc(width * height, 90);
    for (let y = height - 8; y < height; y++)
      for (let x = width - 8; x < width; x++) data[y * width + x] = 60 + 8 * (x & 7);
    const bytes = encodeJpeg({ data, width, height, channels: 1 }, { quality: 95 });
    expect(readJpegHeader(bytes).process).to.equal("progressive");
    expect(bytes.length).to.be.below(10_000);
    const shown = await sharp(bytes).toColourspace("b-w").raw().toBuffer();
    expect(shown.subarray(-8).map((value, i) => Math.abs(value - (60 + 8 * i)))).to.satisfy((differences: Buffer) =>
      differences.every((difference) => difference < 6),
    );
    expect(shown[0]).to.equal(90);
  });

  it("writes grey as one component", async () => {
    const scene = waves(0, WIDTH, HEIGHT);
    const data = Buffer.from(Array.from({ length: WIDTH * HEIGHT }, (_, i) => scene(i % WIDTH, Math.floor(i / WIDTH))));
    const bytes = encodeJpeg({ data, width: WIDTH, height: HEIGHT, channels: 1 }, { quality: 95 });
    expect(readJpegHeader(bytes).colour).to.equal("grey");
    expect(psnr(await sharp(bytes).toColourspace("b-w").raw().toBuffer(), data)).to.be.above(45);
  });

  for (const [width, height] of [
    [1, 1],
    [8, 8],
    [15, 17],
    [16, 1],
    [300, 2],
  ] as const) {
    it(`writes ${width}x${height} pixels`, async () => {
      const colour = (x: number, y: number) => [40 + x / 3, 90 + y, 200 - x / 3 - y, 255];
      const pixels = Array.from({ length: width * height }, (_, i) => colour(i % width, Math.floor(i / width)));
      const data = Buffer.from(pixels.flat());
      const bytes = encodeJpeg({ data, width, height, channels: 4 }, { quality: 100 });
      expect(psnr(await decoded(bytes), data)).to.be.above(38);
      expect(decodeJpeg(bytes)).to.deep.include({ width, height });
    });
  }

  it("embeds a colour profile, a long one in several chunks", async () => {
    const icc = Uint8Array.from({ length: 150_000 }, (_, i) => (i * 7) & 255);
    const bytes = encodeJpeg(rgba, { icc });
    expect(readJpegHeader(bytes).icc).to.deep.equal(icc);
    expect(psnr(await decoded(bytes), await decoded(encodeJpeg(rgba)))).to.equal(Infinity);
  });

  it("scales divisors with the quality as libjpeg does: twice at 25, half at 75, ones at 100", () => {
    const usual = divisorsOf(50);
    for (const component of ["luma", "chroma"] as const) {
      const table = usual[component];
      const within = (quality: number, factor: number) =>
        divisorsOf(quality)[component].forEach((divisor, i) =>
          expect(divisor, `${component} ${i}`).to.be.closeTo(Math.min(255, (table[i] as number) * factor), 2),
        );
      within(25, 2);
      within(75, 0.5);
      expect([...divisorsOf(100)[component]]).to.deep.equal(new Array(64).fill(1));
      expect(Math.min(...divisorsOf(1)[component])).to.equal(255);
    }
  });

  it("refuses invalid sizes, quality and data", () => {
    const { data } = rgba;
    expect(() => encodeJpeg({ data, width: 0, height: 5, channels: 4 })).to.throw(RangeError, "but received 0x5");
    expect(() => encodeJpeg({ data, width: 65536, height: 1, channels: 4 })).to.throw(RangeError);
    expect(() => encodeJpeg({ data, width: 900, height: 900, channels: 4 })).to.throw(RangeError, "bytes of pixels");
    for (const effort of [-1, 7, Number.NaN]) expect(() => encodeJpeg(rgba, { effort })).to.throw(RangeError, "effort");
    for (const quality of [0, 101, Number.NaN]) expect(() => encodeJpeg(rgba, { quality })).to.throw(RangeError);
  });
});
