import { expect } from "chai";
import { ImageError } from "../../src/image-error";
import { decodeJpeg, decodeJpegScaled } from "../../src/jpeg/decode";
import { makeHuffmanTable } from "../../src/jpeg/huffman";
import { readJpegHeader } from "../../src/jpeg/header";
import { makeJpeg, type JpegSpec } from "../support/jpeg/make-jpeg";
import { waveComponents } from "../support/jpeg/scenes";

const WIDTH = 70;
const HEIGHT = 50;
const components = waveComponents(["2x2", "1x1", "1x1"], WIDTH, HEIGHT);
const baseline: JpegSpec = { width: WIDTH, height: HEIGHT, components };
const scans = [
  { components: [0, 1, 2], low: 1 },
  ...[0, 1, 2].map((i) => ({ components: [i], from: 1, to: 63, low: 1 })),
  { components: [0, 1, 2], high: 1, low: 0 },
  ...[0, 1, 2].map((i) => ({ components: [i], from: 1, to: 63, high: 1, low: 0 })),
];
const progressive: JpegSpec = { ...baseline, frame: 0xc2, scans };

const refusal = (decode: () => unknown): ImageError => {
  try {
    decode();
  } catch (error) {
    if (error instanceof ImageError) return error;
    throw error;
  }
  throw new Error("expected a refusal, but it was decoded");
};

/** All ways to decode: in full, and at 1/8, 1/4 and 1/2. */
const ways: Record<string, (bytes: Buffer) => unknown> = {
  "in full": (bytes) => decodeJpeg(bytes),
  "at 1/8": (bytes) => decodeJpegScaled(bytes, readJpegHeader(bytes), { minWidth: 6, minHeight: 4 }),
  "at 1/4": (bytes) => decodeJpegScaled(bytes, readJpegHeader(bytes), { minWidth: 13, minHeight: 9 }),
  "at 1/2": (bytes) => decodeJpegScaled(bytes, readJpegHeader(bytes), { minWidth: 22, minHeight: 15 }),
};

/** Puts bytes over what is behind the first such marker. */
const patched = (bytes: Buffer, marker: number, offset: number, ...values: number[]): Buffer => {
  const at = bytes.indexOf(Buffer.of(0xff, marker));
  const copy = Buffer.from(bytes);
  copy.set(values, at + 2 + offset);
  return copy;
};
/** Where the entropy-coded data of the first scan begins. */
const dataStart = (bytes: Buffer): number => {
  const at = bytes.indexOf(Buffer.of(0xff, 0xda));
  return at + 2 + bytes.readUInt16BE(at + 2);
};

describe("JPEG that is refused", () => {
  for (const [way, decode] of Object.entries(ways)) {
    it(`never returns part of a baseline image, ${way}`, () => {
      for (const odd of [{}, { restartInterval: 3 }]) {
        const bytes = makeJpeg({ ...baseline, ...odd });
        // Without its end marker, and without padding bits behind the last block, it is whole.
        for (let length = 0; length < bytes.length - 3; length += 29) {
          const { code } = refusal(() => decode(bytes.subarray(0, length)));
          expect(code, `${length} of ${bytes.length} bytes`).to.equal(length < 3 ? "NOT_AN_IMAGE" : "IMAGE_CORRUPT");
        }
      }
    });

    it(`never returns part of a progressive image, ${way}`, () => {
      const bytes = makeJpeg(progressive);
      for (let length = 0; length < bytes.length - 1; length += 23) {
        const { code } = refusal(() => decode(bytes.subarray(0, length)));
        expect(code, `${length} of ${bytes.length} bytes`).to.equal(length < 3 ? "NOT_AN_IMAGE" : "IMAGE_CORRUPT");
      }
    });

    it(`gives an image or a refusal for every changed byte, ${way}`, () => {
      let refused = 0;
      for (const spec of [baseline, { ...progressive, restartInterval: 4 }]) {
        const bytes = makeJpeg(spec);
        for (let at = 2; at < bytes.length; at += 17) {
          const copy = Buffer.from(bytes);
          copy[at] = (copy[at] as number) ^ (1 + ((at * 37) % 255));
          try {
            decode(copy);
          } catch (error) {
            expect(error).to.be.instanceOf(ImageError);
            refused++;
          }
        }
      }
      expect(refused).to.be.above(8);
    });
  }

  const unsupported: Record<string, [number, RegExp]> = {
    lossless: [0xc3, /Lossless/],
    hierarchical: [0xc5, /Hierarchical/],
    "arithmetic-coded": [0xc9, /Arithmetic/],
    "arithmetic-coded progressive": [0xca, /Arithmetic/],
  };
  it("refuses hierarchical JPEG whose first frame, a smaller version, is baseline", () => {
    const file = makeJpeg(baseline);
    const dhp = Buffer.from([0xff, 0xde, 0, 11, 8, 0, 64, 0, 64, 1, 1, 0x11, 0]);
    const { code, message } = refusal(() =>
      readJpegHeader(Buffer.concat([file.subarray(0, 2), dhp, file.subarray(2)])),
    );
    expect([code, message]).to.deep.equal(["FORMAT_UNSUPPORTED", "Hierarchical JPEG is not supported."]);
  });

  for (const [kind, [marker, sentence]] of Object.entries(unsupported)) {
    it(`refuses ${kind} JPEG as unsupported`, () => {
      const { code, message } = refusal(() => readJpegHeader(patched(makeJpeg(baseline), 0xc0, -1, marker)));
      expect(code).to.equal("FORMAT_UNSUPPORTED");
      expect(message).to.match(sentence);
    });
  }

  it("refuses 12-bit JPEG as unsupported", () => {
    const { code, message } = refusal(() => readJpegHeader(patched(makeJpeg(baseline), 0xc0, 2, 12)));
    expect(code).to.equal("FORMAT_UNSUPPORTED");
    expect(message).to.match(/12-bit/);
  });

  it("refuses two components as unsupported", () => {
    const { code } = refusal(() => readJpegHeader(patched(makeJpeg(baseline), 0xc0, 7, 2)));
    expect(code).to.equal("FORMAT_UNSUPPORTED");
  });

  it("refuses an image above the limit by its header", () => {
    const bytes = patched(makeJpeg(baseline), 0xc0, 3, 0x75, 0x30, 0x75, 0x30);
    const { code, facts } = refusal(() => decodeJpeg(bytes));
    expect(code).to.equal("IMAGE_TOO_LARGE");
    expect(facts).to.deep.equal({ px: 900_000_000, width: 30000, height: 30000, maxInputPx: 100_000_000 });
  });

  it("respects the caller's limit", () => {
    const bytes = makeJpeg(baseline);
    expect(refusal(() => decodeJpeg(bytes, { maxInputPx: WIDTH * HEIGHT - 1 })).code).to.equal("IMAGE_TOO_LARGE");
    expect(decodeJpeg(bytes, { maxInputPx: WIDTH * HEIGHT }).width).to.equal(WIDTH);
  });

  it("takes no memory for a file that is too short for the size in its header", () => {
    const bytes = patched(makeJpeg(baseline), 0xc0, 3, 0x24, 0, 0x24, 0);
    const before = process.memoryUsage().arrayBuffers;
    expect(refusal(() => decodeJpeg(bytes)).message).to.match(/too short/);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(2_000_000);
  });

  it("limits the number of scans of a progressive image", () => {
    const many = Array.from({ length: 3000 }, () => ({ components: [0], from: 1, to: 63, low: 0 }));
    const flat = [{ sample: () => 90 }];
    const bytes = makeJpeg({
      width: 40,
      height: 40,
      components: flat,
      frame: 0xc2,
      scans: [{ components: [0] }, ...many],
    });
    for (const decode of Object.values(ways)) expect(refusal(() => decode(bytes)).message).to.match(/scans/);
  });

  it("refuses a Huffman table with too many codes", () => {
    const bytes = patched(makeJpeg({ ...baseline, manySegments: true }), 0xc4, 3, 3);
    expect(refusal(() => decodeJpeg(bytes)).message).to.match(/Huffman/);
  });

  // libjpeg (jdmarker.c, get_dht) refuses such a table too.
  it("refuses a Huffman table of more codes than there are symbols", () => {
    const lengths = (last: number): Uint8Array => Uint8Array.from([...Array<number>(14).fill(0), 100, last]);
    expect(makeHuffmanTable(lengths(156), new Uint8Array(256)).firstIndex[16]).to.equal(100);
    expect(refusal(() => makeHuffmanTable(lengths(157), new Uint8Array(257))).message).to.match(/more than 256 codes/);
    for (const file of [makeJpeg(baseline), makeJpeg(progressive)])
      for (const kind of [0x00, 0x10]) {
        const scan = file.indexOf(Buffer.from([0xff, 0xda]));
        const table = Buffer.from([kind, ...lengths(200), ...Array.from({ length: 300 }, (_, at) => at & 255)]);
        const head = Buffer.from([0xff, 0xc4, (table.length + 2) >> 8, (table.length + 2) & 255]);
        const broken = Buffer.concat([file.subarray(0, scan), head, table, file.subarray(scan)]);
        for (const decode of Object.values(ways)) {
          const { code, message } = refusal(() => decode(broken));
          expect([code, message]).to.deep.equal([
            "IMAGE_CORRUPT",
            "The JPEG file is corrupt: a Huffman table has more than 256 codes.",
          ]);
        }
      }
  });

  it("refuses codes that are not in the table", () => {
    const bytes = makeJpeg(baseline);
    bytes.fill(0xfe, dataStart(bytes), bytes.length - 2);
    for (const decode of Object.values(ways)) expect(refusal(() => decode(bytes)).code).to.equal("IMAGE_CORRUPT");
  });

  it("refuses a restart marker out of order", () => {
    const bytes = makeJpeg({ ...baseline, restartInterval: 3 });
    const swapped = patched(bytes, 0xd1, -1, 0xd3);
    for (const decode of Object.values(ways)) expect(refusal(() => decode(swapped)).message).to.match(/restart/);
  });

  it("refuses a scan of a component that the frame does not have", () => {
    expect(refusal(() => decodeJpeg(patched(makeJpeg(baseline), 0xda, 3, 9))).code).to.equal("IMAGE_CORRUPT");
  });

  it("refuses a quantisation table that was never defined", () => {
    expect(refusal(() => decodeJpeg(patched(makeJpeg(baseline), 0xc0, 10, 2))).message).to.match(/quantisation/);
  });

  it("refuses an image whose component has no scan", () => {
    const bytes = makeJpeg({ ...baseline, scans: [{ components: [0, 1] }] });
    expect(refusal(() => decodeJpeg(bytes)).code).to.equal("IMAGE_CORRUPT");
  });

  it("refuses other files", () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from("GIF89a"), Buffer.of(0xff, 0xd8)]) {
      expect(refusal(() => readJpegHeader(bytes)).code).to.equal("NOT_AN_IMAGE");
    }
  });
});
