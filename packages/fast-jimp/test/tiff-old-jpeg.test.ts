import { expect } from "chai";
import sharp from "sharp";
import { ImageError } from "../src";
import { decodeJpeg } from "../src/jpeg/decode";
import { decodeTiff } from "../src/tiff/decode";
import { meanDifference } from "./support/compare";
import { scene, type Pixels, type TiffEntry } from "./support/images";
import { oldTiff, partsOf, tableFields } from "./support/images/old-jpeg-tiff";

const WIDTH = 96;
const HEIGHT = 64;
/** A multiple of the 16 rows of a unit with chroma of half the size. */
const STRIP_ROWS = 16;

const SIZE = { width: WIDTH, height: HEIGHT } as const;

const image = scene(WIDTH, HEIGHT);

interface Kind {
  readonly subsampling?: "4:4:4" | "4:2:0";
  readonly grey?: boolean;
}

/** With the standard's tables: those of strips are the same. */
async function encode(
  { data, width, height }: Pixels,
  { subsampling = "4:2:0", grey = false }: Kind = {},
): Promise<Buffer> {
  const raw = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  return (grey ? raw.toColourspace("b-w") : raw)
    .jpeg({ quality: 90, chromaSubsampling: subsampling, optimiseCoding: false })
    .toBuffer();
}

const strip = (top: number): Pixels => ({
  data: image.data.subarray(top * WIDTH * 4, (top + STRIP_ROWS) * WIDTH * 4),
  width: WIDTH,
  height: STRIP_ROWS,
});

function rgbaOf({ data, width, height, channels }: ReturnType<typeof decodeJpeg>): Pixels {
  const grey = (value: number): number[] => [value, value, value, 255];
  return { data: channels === 4 ? Buffer.from(data) : Buffer.from([...data].flatMap(grey)), width, height };
}

// The pixels are those of the JPEG inside; so libtiff 4.7 (Pillow 13) shows the files of colours. Those of grey, and
// of several strips that only tables describe, are as TIFF 6.0, section 22, has them.
describe("TIFF with JPEG of the old kind", () => {
  for (const kind of [{}, { subsampling: "4:4:4" }, { grey: true }] as const) {
    const what = JSON.stringify(kind);
    const factor = "subsampling" in kind ? 1 : 2;
    const components = "grey" in kind ? 1 : 3;

    it(`is decoded where it is a whole JPEG: ${what}`, async () => {
      const jpeg = await encode(image, kind);
      const expected = rgbaOf(decodeJpeg(jpeg));
      const { headEnd } = partsOf(jpeg);
      const stated =
        (length: number, at: number) =>
        (offset: number): TiffEntry[] => [
          [513, 4, offset],
          ...(length > 0 ? [[514, 4, length] as const] : []),
          [273, 4, offset + at],
          [279, 4, jpeg.length - at],
        ];
      for (const fields of [stated(jpeg.length, 0), stated(jpeg.length, headEnd), stated(0, headEnd)]) {
        const file = oldTiff([], { ...SIZE, ...kind }, jpeg, fields);
        expect(meanDifference(decodeTiff(file), expected)).to.be.below(1);
      }
    });

    it(`is decoded where its header is one, and its data are strips: ${what}`, async () => {
      const jpeg = await encode(image, kind);
      const { headEnd, scan } = partsOf(jpeg);
      const fields = (offset: number): TiffEntry[] => [
        [513, 4, offset],
        [514, 4, headEnd],
      ];
      const file = oldTiff([scan], { ...SIZE, ...kind }, jpeg.subarray(0, headEnd), fields);
      expect(meanDifference(decodeTiff(file), rgbaOf(decodeJpeg(jpeg)))).to.be.below(1);
    });

    it(`is decoded where its tables are listed, in one strip and in several: ${what}`, async () => {
      const jpeg = await encode(image, kind);
      const [tables, fields] = tableFields(jpeg, components, factor);
      const one = oldTiff([partsOf(jpeg).scan], { ...SIZE, ...kind }, tables, fields);
      expect(meanDifference(decodeTiff(one), rgbaOf(decodeJpeg(jpeg)))).to.be.below(1);
      const tops = Array.from({ length: HEIGHT / STRIP_ROWS }, (_, at) => at * STRIP_ROWS);
      const jpegs = await Promise.all(tops.map((top) => encode(strip(top), kind)));
      const several = oldTiff(
        jpegs.map((part) => partsOf(part).scan),
        { ...SIZE, ...kind, rows: STRIP_ROWS },
        tables,
        fields,
      );
      const parts = Buffer.concat(jpegs.map((part) => Buffer.from(rgbaOf(decodeJpeg(part)).data)));
      // Chroma is spread over the edges of strips.
      expect(meanDifference(decodeTiff(several), { data: parts, width: WIDTH, height: HEIGHT })).to.be.below(1);
    });
  }

  it("is refused where a table is missing, outside the file or of another number of components", async () => {
    const jpeg = await encode(image);
    const { scan } = partsOf(jpeg);
    const [tables, fields] = tableFields(jpeg, 3, 2);
    const without = (tag: number) => (offset: number) => fields(offset).filter(([other]) => other !== tag);
    const files: readonly (readonly [Buffer, RegExp])[] = [
      [oldTiff([scan], SIZE, tables, without(519)), /a table of its JPEG is missing/],
      [oldTiff([scan], SIZE, tables, without(521)), /a table of its JPEG is missing/],
      [oldTiff([scan], SIZE, tables.subarray(0, 40), fields), /a table of its JPEG lies outside/],
      [oldTiff([scan.subarray(0, 100)], SIZE, tables, fields), /JPEG file is corrupt/],
      [
        oldTiff([], SIZE, await encode(image, { grey: true }), (at) => [[513, 4, at]]),
        /3 samples is a JPEG of 1 components/,
      ],
    ];
    for (const [file, message] of files)
      expect(() => decodeTiff(file), String(message)).to.throw(ImageError, message).with.property("code", "IMAGE_CORRUPT"); // prettier-ignore
  });
});
