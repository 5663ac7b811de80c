import { expect } from "chai";
import { deflateSync } from "node:zlib";
import { ImageError } from "../../src/image-error";
import { decodePng, decodePngSync } from "../../src/png/decode";
import {
  assemblePng,
  corruptPng,
  encodePng,
  filteredRows,
  hugeHeaderPng,
  PNG_SIGNATURE,
  pngChunk,
  pngHeader,
  pngOfKind,
  scene,
  truncatedPng,
} from "../support/images";

async function refusal(file: Buffer, maxInputPx?: number): Promise<ImageError> {
  try {
    await decodePng(file, maxInputPx === undefined ? {} : { maxInputPx });
  } catch (error) {
    if (error instanceof ImageError) return error;
    throw error;
  }
  throw new Error("expected a refusal but the image was decoded");
}

const image = scene(40, 30);
const header = { width: 40, height: 30, colourType: 2 } as const;
const rows = filteredRows(image, 3);
const start = [PNG_SIGNATURE, pngHeader(header)];
const pixels = pngChunk("IDAT", deflateSync(rows));
const end = pngChunk("IEND");
const badFilter = Buffer.from(rows);
badFilter[0] = 9;
const broken = deflateSync(rows);
broken.fill(0xff, broken.length >> 1);

/** The first half of the pixels' data, in a chunk that is whole. */
const part = pngChunk("IDAT", pixels.subarray(8, pixels.length >> 1));

const indexed = (palette: Buffer): Buffer =>
  assemblePng({ width: 4, height: 4, colourType: 3, rows: Buffer.alloc(20), before: [pngChunk("PLTE", palette)] });

/** Files of the same pixels whose zlib streams are not whole at their ends. */
const withStream = (stream: Buffer): Buffer => Buffer.concat([...start, pngChunk("IDAT", stream), end]);
const stream = deflateSync(rows);
const zlibHeader = (method: number, flags: number): Buffer =>
  withStream(Buffer.concat([Buffer.from([method, flags]), stream.subarray(2)]));

const corrupt: readonly (readonly [what: string, file: Buffer])[] = [
  ["is cut in its pixels", truncatedPng()],
  ["is cut before its pixels", Buffer.concat(start)],
  ["is cut in its last chunk of pixels", Buffer.concat([...start, pixels.subarray(0, -2)])],
  ["is cut behind a part of its pixels", Buffer.concat([...start, part])],
  ["has one bit of its pixels flipped", corruptPng()],
  ["has no pixels", Buffer.concat([...start, end])],
  ["has a second header", Buffer.concat([...start, pngHeader(header), pixels, end])],
  ["does not begin with its header", Buffer.concat([PNG_SIGNATURE, pixels, ...start.slice(1), end])],
  ["has fewer rows than its header says", assemblePng({ ...header, height: 31, rows })],
  ["has a filter that does not exist", assemblePng({ ...header, rows: badFilter })],
  ["has a palette of 4 bytes", indexed(Buffer.alloc(4))],
  ["has a palette of 257 colours", indexed(Buffer.alloc(257 * 3))],
  ["has indices and no palette", assemblePng({ width: 4, height: 4, colourType: 3, rows: Buffer.alloc(20) })],
  ["has an unknown critical chunk", assemblePng({ ...header, rows, before: [pngChunk("ABcD")] })],
  ["has pixels that are not zlib's", Buffer.concat([...start, pngChunk("IDAT", broken), end])],
  ["has pixels compressed by another method", zlibHeader(0x77, 0x85)],
  ["has pixels with a preset dictionary", zlibHeader(0x78, 0xbb)],
  ["has a wrong check in its zlib header", zlibHeader(0x78, 0x9d)],
  ["has pixels of one byte", withStream(Buffer.from([0x78]))],
  ["has a colour type that does not exist", assemblePng({ ...header, colourType: 5, rows })],
  ["has a depth that its colour type does not", assemblePng({ ...header, bitDepth: 4, rows })],
  ["is empty of columns", assemblePng({ ...header, width: 0, rows })],
  [
    "has a transparent colour without samples",
    assemblePng({ ...header, rows, before: [pngChunk("tRNS", Buffer.alloc(2))] }),
  ],
];

describe("PNG refusals", () => {
  for (const [what, file] of corrupt) {
    it(`refuses a file that ${what}`, async () => {
      expect((await refusal(file)).code).to.equal("IMAGE_CORRUPT");
    });
  }

  it("refuses a wrong checksum, in every chunk that affects pixels", async () => {
    const { file } = pngOfKind(scene(20, 16), { colourType: 3, bitDepth: 8, transparency: true });
    expect((await decodePng(file)).width).to.equal(20);
    for (const type of ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]) {
      const wrong = Buffer.from(file);
      const start = wrong.indexOf(type);
      const end = start + 4 + wrong.readUInt32BE(start - 4);
      wrong[end] = (wrong[end] ?? 0) ^ 1;
      const { code, message } = await refusal(wrong);
      expect([code, message], type).to.deep.equal([
        "IMAGE_CORRUPT",
        `The PNG file is corrupt: the checksum of its ${type} chunk is wrong.`,
      ]);
    }
  });

  it("refuses by the header an image above the limit, and accepts one at the limit", async () => {
    expect((await refusal(hugeHeaderPng())).code).to.equal("IMAGE_TOO_LARGE");
    expect((await refusal(encodePng(image), 1199)).code).to.equal("IMAGE_TOO_LARGE");
    expect((await decodePng(encodePng(image), { maxInputPx: 1200 })).width).to.equal(40);
  });

  it("never inflates more than the size in the header needs", async () => {
    const bomb = assemblePng({ ...header, rows: Buffer.concat([rows, Buffer.alloc(64_000_000)]) });
    const before = process.memoryUsage().external;
    const { data } = await decodePng(bomb);
    expect(data.equals(image.data)).to.equal(true);
    expect(process.memoryUsage().external - before).to.be.below(32e6);
  });

  it("ignores data that is more than the size in the header needs, decoded synchronously as well", async () => {
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 7919) >> 5));
    for (const more of [1, 63, 64, 65, 3000, 1_000_000].map((bytes) => Buffer.alloc(bytes)).concat(noise)) {
      const file = assemblePng({ ...header, rows: Buffer.concat([rows, more]) });
      expect((await decodePng(file)).data.equals(image.data), `${more.length}`).to.equal(true);
      expect(decodePngSync(file).data.equals(image.data), `${more.length}, synchronously`).to.equal(true);
    }
  });

  it("refuses data that is less than the size in the header needs, decoded synchronously as well", async () => {
    const file = assemblePng({ ...header, rows: rows.subarray(0, -1) });
    const { message } = await refusal(file);
    expect(message).to.equal("The PNG file is corrupt: 1 bytes of image data are missing.");
    expect(() => decodePngSync(file)).to.throw(ImageError, message);
  });

  it("accepts a file that ends behind its pixels, whatever of the last chunk is there", async () => {
    const whole = Buffer.concat([...start, pixels, end]);
    for (let missing = 1; missing <= 12; missing++) {
      expect((await decodePng(whole.subarray(0, -missing))).data.equals(image.data), `${missing}`).to.equal(true);
    }
    const text = pngChunk("tEXt", Buffer.from("Comment\0none"));
    const cut = Buffer.concat([...start, pixels, text.subarray(0, -6)]);
    expect((await decodePng(cut)).data.equals(image.data)).to.equal(true);
  });

  it("accepts a zlib stream with a wrong or no checksum behind all its pixels, of every size", async () => {
    const wrong = Buffer.from(stream);
    wrong.writeUInt32BE(1, wrong.length - 4);
    for (const file of [wrong, stream.subarray(0, -4), stream.subarray(0, -1)].map(withStream)) {
      expect((await decodePng(file)).data.equals(image.data)).to.equal(true);
      expect(decodePngSync(file).data.equals(image.data), "synchronously").to.equal(true);
    }
    // Larger than what is inflated at once.
    const [width, height] = [2400, 2400];
    const many = deflateSync(Buffer.alloc(height * (width * 3 + 1)));
    many.writeUInt32BE(1, many.length - 4);
    const large = Buffer.concat([
      ...[PNG_SIGNATURE, pngHeader({ width, height, colourType: 2 }), pngChunk("IDAT", many), end],
    ]);
    expect((await decodePng(large, { minWidth: 100, minHeight: 100 })).opaque).to.equal(true);
  });

  it("reads a zlib stream whose first chunks have no byte, or one", async () => {
    const chunks = [stream.subarray(0, 0), stream.subarray(0, 1), stream.subarray(1, 1), stream.subarray(1)];
    const file = Buffer.concat([...start, ...chunks.map((body) => pngChunk("IDAT", body)), end]);
    expect((await decodePng(file)).data.equals(image.data)).to.equal(true);
  });

  it("ignores a palette that is a suggestion, whatever its length", async () => {
    for (const bytes of [4, 257 * 3, 0]) {
      const file = assemblePng({ ...header, rows, before: [pngChunk("PLTE", Buffer.alloc(bytes))] });
      expect((await decodePng(file)).data.equals(image.data), `${bytes} bytes`).to.equal(true);
    }
  });

  it("accepts garbage after IEND, and wrong checksums of chunks that are not read", async () => {
    const time = pngChunk("tIME", Buffer.alloc(7));
    time.writeUInt32BE(1, time.length - 4);
    const file = Buffer.concat([...start, time, pixels, end, Buffer.from("garbage")]);
    expect((await decodePng(file)).data.equals(image.data)).to.equal(true);
  });
});
