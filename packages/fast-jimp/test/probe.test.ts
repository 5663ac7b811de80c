import { expect } from "chai";
import { ImageError, probe } from "../src";
import { exifOrientation } from "../src/exif/orientation";
import {
  encodePng,
  encodeTiff,
  exampleBmp,
  exampleGif,
  exampleJpeg,
  examplePng,
  exampleTiff,
  exifBlock,
  exifChunk,
  hugeHeaderPng,
  scene,
  textFile,
} from "./support/images";

const codeOf = (bytes: Uint8Array, options = {}): string => {
  try {
    probe(bytes, options);
  } catch (error) {
    if (error instanceof ImageError) return error.code;
    throw error;
  }
  return "none";
};

describe("probe", () => {
  const kinds = { jpeg: exampleJpeg(), png: examplePng(), gif: exampleGif(), bmp: exampleBmp(), tiff: exampleTiff() };
  for (const [format, file] of Object.entries(kinds)) {
    it(`reads format and size of ${format} from its bytes`, () => {
      expect(probe(file)).to.deep.equal({ format, mime: `image/${format}`, width: 96, height: 64, orientation: 1 });
    });
  }

  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`gives the size after orientation ${orientation}, in JPEG, PNG and TIFF`, () => {
      const shown = orientation >= 5 ? { width: 64, height: 96 } : { width: 96, height: 64 };
      const image = scene(96, 64);
      const after = Buffer.concat([
        encodePng(image).subarray(0, -12),
        exifChunk(orientation),
        encodePng(image).subarray(-12),
      ]);
      for (const file of [
        exampleJpeg({ orientation }),
        examplePng({ orientation }),
        after,
        encodeTiff(image, { orientation }),
      ]) {
        expect(probe(file)).to.include({ orientation, ...shown });
      }
    });
  }

  it("ignores a broken EXIF block", () => {
    for (const orientation of [0, 9, 65535]) expect(probe(exampleJpeg({ orientation })).orientation).to.equal(1);
    const cut = exampleJpeg({ orientation: 6 });
    cut.fill(0xff, cut.indexOf("MM\0*") + 4, cut.indexOf("MM\0*") + 8);
    expect(probe(cut).orientation).to.equal(1);
  });

  it("reads an orientation of any type of integer", () => {
    const short = exifBlock(6);
    const at = short.indexOf(Buffer.from([0x01, 0x12]));
    for (const [type, value] of [
      [1, [6, 0, 0, 0]],
      [4, [0, 0, 0, 6]],
      [6, [6, 0, 0, 0]],
      [8, [0, 6, 0, 0]],
      [9, [0, 0, 0, 6]],
    ] as const) {
      const block = Buffer.from(short);
      block.set([type, 0, 0, 0, 1, ...value], at + 3);
      expect(exifOrientation(block), `type ${type}`).to.equal(6);
    }
    for (const [type, ...value] of [
      [9, 0xff, 0xff, 0xff, 0xfa],
      [11, 0, 0, 0, 6],
    ]) {
      // prettier-ignore
      const block = Buffer.from(short);
      block.set([type ?? 0, 0, 0, 0, 1, ...value], at + 3);
      expect(exifOrientation(block), `type ${type}`).to.equal(1);
    }
  });

  it("accepts a Uint8Array that is a view of a larger one", () => {
    const file = exampleJpeg();
    const larger = new Uint8Array(file.length + 100);
    larger.set(file, 50);
    expect(probe(larger.subarray(50, 50 + file.length)).width).to.equal(96);
  });

  it("refuses known but unsupported formats by name", () => {
    const starts = {
      "Canon RAW": "\0\0\0\x18ftypcrx \0\0\0\x01crx isom",
      "JPEG 2000": "\0\0\0\x0cjP  ",
      Photoshop: "8BPS\0\x01",
      PDF: "%PDF-1.7",
      SVG: '<?xml version="1.0"?>\n<svg xmlns="x">',
    };
    for (const [name, start] of Object.entries(starts)) {
      expect(() => probe(Buffer.from(start.padEnd(64, " "), "latin1")), name).to.throw(
        `${name} images are not supported`,
      );
    }
  });

  it("refuses other files as NOT_AN_IMAGE", () => {
    for (const file of [
      Buffer.alloc(0),
      textFile(),
      Buffer.from([0xff, 0xd8]),
      Buffer.from("GIF8"),
      Buffer.alloc(1000),
    ]) {
      expect(codeOf(file)).to.equal("NOT_AN_IMAGE");
    }
    expect(codeOf(Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypisom\0\0\0\0isommp42")]))).to.equal(
      "NOT_AN_IMAGE",
    );
  });

  it("refuses a header that is cut or states no pixels", () => {
    for (const [format, file] of Object.entries(kinds))
      expect(codeOf(file.subarray(0, 12)), format).to.be.oneOf(["IMAGE_CORRUPT", "NOT_AN_IMAGE"]);
    const empty = exampleBmp();
    empty.writeInt32LE(0, 18);
    expect(codeOf(empty)).to.equal("IMAGE_CORRUPT");
  });

  it("refuses one pixel more than the limit, with the facts, and accepts the limit itself", () => {
    expect(probe(exampleJpeg(), { maxInputPx: 96 * 64 }).width).to.equal(96);
    expect(codeOf(exampleJpeg(), { maxInputPx: 96 * 64 - 1 })).to.equal("IMAGE_TOO_LARGE");
    expect(() => probe(hugeHeaderPng()))
      .to.throw(ImageError)
      .with.deep.property("facts", { px: 9e8, width: 30000, height: 30000, maxInputPx: 1e8 });
  });

  it("states size and limit in megapixels, exactly where rounding would hide the excess", () => {
    const messages: readonly (readonly [file: Buffer, maxInputPx: number, message: string])[] = [
      [hugeHeaderPng(), 100_000_000, "The image has 900.0 megapixels; at most 100 are accepted."],
      [exampleJpeg(), 6143, "The image has 0.006144 megapixels; at most 0.006143 are accepted."],
    ];
    for (const [file, maxInputPx, message] of messages) {
      expect(() => probe(file, { maxInputPx }))
        .to.throw(ImageError)
        .with.property("message", message);
    }
  });
});
