import { expect } from "chai";
import sharp from "sharp";
import { decodeJpeg, decodeJpegScaled, hasJpegRows, resizeDecodedJpeg, resizeJpegRows } from "../../src/jpeg/decode";
import { readJpegHeader } from "../../src/jpeg/header";
import { WHOLE } from "../../src/pixels";
import { largestDifference, psnr } from "../support/compare";
import { scene } from "../support/images";
import { longCodes } from "../support/jpeg/huffman-codes";
import { makeJpeg, type JpegSpec } from "../support/jpeg/make-jpeg";
import { adobe, invertedCmykToRgb, waveComponents, waveRgba, yccToRgb, ycckToRgb } from "../support/jpeg/scenes";

const WIDTH = 145;
const HEIGHT = 87;

const spec = (samplings: readonly string[], odd: Partial<JpegSpec> = {}): JpegSpec => ({
  width: WIDTH,
  height: HEIGHT,
  components: waveComponents(samplings, WIDTH, HEIGHT),
  ...odd,
});
const ycc420 = ["2x2", "1x1", "1x1"];
const alone = (count: number) => Array.from({ length: count }, (_, i) => ({ components: [i] }));

/** DC in two steps, AC of every component in bands and two steps, as libjpeg orders them. */
const refined = [
  { components: [0, 1, 2], low: 1 },
  { components: [0], from: 1, to: 5, low: 2 },
  { components: [2], from: 1, to: 63, low: 1 },
  { components: [1], from: 1, to: 63, low: 1 },
  { components: [0], from: 6, to: 63, low: 2 },
  { components: [0], from: 1, to: 63, high: 2, low: 1 },
  { components: [0, 1, 2], high: 1, low: 0 },
  { components: [2], from: 1, to: 63, high: 1, low: 0 },
  { components: [1], from: 1, to: 63, high: 1, low: 0 },
  { components: [0], from: 1, to: 63, high: 1, low: 0 },
];
const bands = [
  { components: [0, 1, 2] },
  ...[0, 1, 2].flatMap((i) => [
    { components: [i], from: 1, to: 9 },
    { components: [i], from: 10, to: 63 },
  ]),
];

const kinds: Record<string, JpegSpec> = {
  "4:4:4": spec(["1x1", "1x1", "1x1"]),
  "4:2:2": spec(["2x1", "1x1", "1x1"]),
  "4:2:0": spec(ycc420),
  "4:1:1": spec(["4x1", "1x1", "1x1"]),
  "4:4:0": spec(["1x2", "1x1", "1x1"]),
  "chroma finer than luma": spec(["1x1", "2x2", "2x2"]),
  "three samplings": spec(["2x2", "2x1", "1x2"]),
  grey: spec(["1x1"]),
  "grey with a sampling factor": spec(["2x2"]),
  extended: spec(ycc420, { frame: 0xc1 }),
  "a scan for each component": spec(ycc420, { scans: alone(3) }),
  "restart markers": spec(ycc420, { restartInterval: 3 }),
  "a restart marker after every MCU": spec(ycc420, { restartInterval: 1 }),
  "restart markers in scans of one component": spec(ycc420, { restartInterval: 5, scans: alone(3) }),
  "16-bit quantisation tables": spec(ycc420, { wideQuant: true, divisor: 300 }),
  "a segment for each table": spec(ycc420, { manySegments: true }),
  "fill bytes": spec(ycc420, { fillBytes: 5, restartInterval: 4 }),
  "codes longer than the look-up": spec(ycc420, { huffman: longCodes }),
  "finest quantisation": spec(ycc420, { divisor: 1 }),
  "progressive, spectral selection": spec(ycc420, { frame: 0xc2, scans: bands }),
  "progressive, successive approximation": spec(ycc420, { frame: 0xc2, scans: refined }),
  "progressive with restart markers": spec(ycc420, { frame: 0xc2, scans: refined, restartInterval: 2 }),
  "progressive with short runs": spec(ycc420, { frame: 0xc2, scans: refined, maxEobRun: 1, divisor: 1 }),
  "progressive with long codes": spec(ycc420, { frame: 0xc2, scans: refined, huffman: longCodes }),
  "progressive 4:1:1": spec(["4x1", "1x1", "1x1"], { frame: 0xc2, scans: refined }),
};

/** Results that are decoded at each scale, and one that is larger than the image. */
const SIZES = [
  [12, 7],
  [24, 14],
  [45, 27],
  [72, 43],
  [200, 120],
] as const;

/** dB from libjpeg where it goes another way: it repeats samples where we interpolate. All others are equal. */
const enough: Record<string, number> = { "4:1:1": 39, "progressive 4:1:1": 39, "chroma finer than luma": 50 };

/** As libjpeg decodes it. */
const bySharp = (bytes: Buffer) => sharp(bytes).toColourspace("srgb").ensureAlpha().raw().toBuffer();

const asRgba = ({ data, channels }: { data: Uint8Array; channels: number }): Uint8Array =>
  channels === 4 ? data : Buffer.from([...data].flatMap((grey) => [grey, grey, grey, 255]));

describe("JPEG kinds", () => {
  for (const [kind, odd] of Object.entries(kinds)) {
    let bytes: Buffer;
    let whole: Buffer;
    before(async () => {
      bytes = makeJpeg(odd);
      whole = await bySharp(bytes);
    });

    it(`decodes ${kind} as libjpeg does`, () => {
      const ours = decodeJpeg(bytes);
      expect([ours.width, ours.height]).to.deep.equal([WIDTH, HEIGHT]);
      expect(psnr(asRgba(ours), whole)).to.be.at.least(enough[kind] ?? Infinity);
    });

    it(`decodes ${kind} at every scale`, async () => {
      const header = readJpegHeader(bytes);
      for (const [width, height] of SIZES) {
        const decoded = decodeJpegScaled(bytes, header, { minWidth: width, minHeight: height });
        const ours = resizeDecodedJpeg(decoded, WHOLE, width, height);
        const theirs = await sharp(whole, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
          .resize(width, height, { fit: "fill" })
          .raw()
          .toBuffer();
        expect(psnr(asRgba(ours), theirs), `${width}x${height}`).to.be.above(32);
      }
    });

    it(`gives the same pixels of ${kind} when it is resized while it is decoded`, () => {
      const header = readJpegHeader(bytes);
      for (const crop of [WHOLE, { left: 0.3, top: 0.4, width: 0.5, height: 0.3 }]) {
        for (const [width, height] of SIZES) {
          const options = { minWidth: width / crop.width, minHeight: height / crop.height };
          const ours = resizeJpegRows(bytes, header, options, crop, width, height);
          const whole = resizeDecodedJpeg(decodeJpegScaled(bytes, header, options), crop, width, height);
          expect(Buffer.compare(ours.data, whole.data), `${width}x${height}`).to.equal(0);
        }
      }
    });
  }

  it("resizes rows as they are decoded where those of all components come together, but of the coarsest scale", () => {
    const hasRows = (kind: string, edge: number): boolean => {
      const bytes = makeJpeg(kinds[kind] as JpegSpec);
      return hasJpegRows(bytes, readJpegHeader(bytes), { minWidth: edge, minHeight: 1 });
    };
    const halved = ["4:2:0", "4:1:1", "restart markers", "progressive, successive approximation"];
    expect(halved.map((kind) => hasRows(kind, 45))).to.deep.equal([true, true, true, true]);
    expect(["a scan for each component", "grey"].map((kind) => hasRows(kind, 45))).to.deep.equal([false, false]);
    expect(hasRows("4:2:0", 12)).to.equal(false);
    expect([hasRows("4:2:0", 140), hasRows("4:1:1", 140)]).to.deep.equal([true, true]);
  });

  it("gives the same pixels of a large image when it is resized while it is decoded", async () => {
    const [width, height] = [2600, 1640];
    const { data, width: across, height: down } = scene(260, 164);
    const large = sharp(data, { raw: { width: across, height: down, channels: 4 } }).resize(width, height);
    const bytes = await large.removeAlpha().jpeg({ chromaSubsampling: "4:2:0" }).toBuffer();
    const header = readJpegHeader(bytes);
    const options = { minWidth: 1900, minHeight: 1200 };
    expect(hasJpegRows(bytes, header, options)).to.equal(true);
    const whole = decodeJpegScaled(bytes, header, options);
    for (const crop of [WHOLE, { left: 0.5, top: 0.61, width: 0.21, height: 0.33 }]) {
      for (const [w, h] of [
        [1900, 1200],
        [301, 203],
        [40, 900],
      ] as const) {
        const ours = resizeJpegRows(bytes, header, options, crop, w, h);
        expect(Buffer.compare(ours.data, resizeDecodedJpeg(whole, crop, w, h).data), `${w}x${h}`).to.equal(0);
      }
    }
  });

  const colours: Record<string, [JpegSpec, number, (samples: number[]) => readonly number[]]> = {
    "YCbCr by JFIF": [
      spec(["1x1", "1x1", "1x1"], { segments: [[0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")]] }),
      3,
      yccToRgb,
    ],
    "RGB by Adobe's transform 0": [spec(["1x1", "1x1", "1x1"], { segments: [adobe(0)] }), 3, (rgb) => rgb],
    "YCbCr by Adobe's transform 1": [spec(["1x1", "1x1", "1x1"], { segments: [adobe(1)] }), 3, yccToRgb],
    "CMYK, inverted without Adobe's segment as well": [spec(["1x1", "1x1", "1x1", "1x1"]), 4, invertedCmykToRgb],
    CMYK: [spec(["1x1", "1x1", "1x1", "1x1"], { segments: [adobe(0)] }), 4, invertedCmykToRgb],
    YCCK: [spec(["1x1", "1x1", "1x1", "1x1"], { segments: [adobe(2)] }), 4, ycckToRgb],
    "subsampled YCCK": [spec(["2x2", "1x1", "1x1", "2x2"], { segments: [adobe(2)] }), 4, ycckToRgb],
  };
  for (const [colour, [odd, count, convert]] of Object.entries(colours)) {
    it(`converts ${colour}`, () => {
      const ours = decodeJpeg(makeJpeg({ ...odd, divisor: 1 }));
      expect(psnr(ours.data, waveRgba(WIDTH, HEIGHT, count, convert))).to.be.above(40);
    });
  }

  it("does not convert components with the ids R, G and B", () => {
    const components = waveComponents(["1x1", "1x1", "1x1"], WIDTH, HEIGHT);
    const named = components.map((component, i) => ({ ...component, id: "RGB".charCodeAt(i) }));
    const ours = decodeJpeg(makeJpeg({ width: WIDTH, height: HEIGHT, components: named, divisor: 1 }));
    expect(
      psnr(
        ours.data,
        waveRgba(WIDTH, HEIGHT, 3, (rgb) => rgb),
      ),
    ).to.be.above(40);
  });

  it("decodes a sampling ratio of 3 to 2, which libjpeg refuses", () => {
    const bytes = makeJpeg(spec(["3x1", "2x1", "1x1"], { divisor: 1 }));
    expect(psnr(decodeJpeg(bytes).data, waveRgba(WIDTH, HEIGHT, 3, yccToRgb))).to.be.above(36);
  });

  it("decodes a progressive image of DC coefficients alone to flat blocks", () => {
    const bytes = makeJpeg(spec(["1x1"], { frame: 0xc2, divisor: 8 }));
    const { data } = decodeJpeg(bytes);
    expect([data[0], data[7], data[WIDTH * 7 + 3]]).to.deep.equal([data[3], data[3], data[3]]);
    expect(data[8]).to.not.equal(data[7]);
  });

  for (const samplings of [ycc420, ["2x1", "1x1", "1x1"], ["1x2", "1x1", "1x1"], ["1x1", "1x1", "1x1"]]) {
    it(`crops ${samplings[0]} chroma at the right position`, () => {
      const bytes = makeJpeg(spec(samplings));
      const decoded = decodeJpegScaled(bytes, readJpegHeader(bytes), { minWidth: WIDTH, minHeight: HEIGHT });
      const crop = { left: 51 / WIDTH, top: 33 / HEIGHT, width: 40 / WIDTH, height: 20 / HEIGHT };
      const part = resizeDecodedJpeg(decoded, crop, 40, 20).data;
      const whole = decodeJpeg(bytes).data;
      const same = Buffer.concat(
        Array.from({ length: 20 }, (_, y) => {
          const from = ((33 + y) * WIDTH + 51) * 4;
          return whole.subarray(from, from + 160);
        }),
      );
      expect(largestDifference(part, same)).to.equal(0);
    });
  }

  it("ignores data after the image", () => {
    const bytes = makeJpeg(kinds["4:2:0"] as JpegSpec);
    const garbage = Buffer.concat([bytes, Buffer.from("\xff\xd8\xff\xc0 and more", "latin1")]);
    expect(decodeJpeg(garbage).data).to.deep.equal(decodeJpeg(bytes).data);
  });

  it("accepts a baseline image without EOI, since its last scan is complete", () => {
    const bytes = makeJpeg(kinds["4:2:0"] as JpegSpec);
    expect(decodeJpeg(bytes.subarray(0, -2)).data).to.deep.equal(decodeJpeg(bytes).data);
  });

  for (const [width, height] of [
    [1, 1],
    [7, 9],
    [8, 8],
    [16, 17],
    [33, 15],
    [1, 3000],
    [3000, 1],
  ] as const) {
    it(`decodes ${width}x${height} pixels`, async () => {
      const components = waveComponents(ycc420, width, height);
      for (const odd of [{}, { frame: 0xc2 as const, scans: refined }]) {
        const bytes = makeJpeg({ width, height, components, divisor: 2, ...odd });
        const ours = decodeJpeg(bytes);
        expect(ours.data).to.deep.equal(await bySharp(bytes));
        const small = decodeJpegScaled(bytes, readJpegHeader(bytes), { minWidth: 1, minHeight: 1 });
        expect(resizeDecodedJpeg(small, WHOLE, 3, 2).data).to.have.length(24);
      }
    });
  }

  it("decodes an image as long as a JPEG can be", () => {
    const bytes = makeJpeg({ width: 1, height: 65535, components: [{ sample: (_, y) => (y >> 8) & 255 }] });
    const { data, width, height } = decodeJpeg(bytes);
    expect([width, height, data.length]).to.deep.equal([1, 65535, 65535]);
    expect(data[65534]).to.be.closeTo(255, 3);
    expect(data[30000]).to.be.closeTo(30000 >> 8, 3);
  });
});
