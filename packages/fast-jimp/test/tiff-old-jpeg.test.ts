import { expect } from "chai";
import sharp from "sharp";
import { ImageError } from "../src";
import { decodeJpeg } from "../src/jpeg/decode";
import { nextSegment } from "../src/jpeg/segments";
import { decodeTiff } from "../src/tiff/decode";
import { meanDifference } from "./support/compare";
import { assembleTiff, scene, type Pixels, type TiffEntry } from "./support/images";

const WIDTH = 96;
const HEIGHT = 64;
/** A multiple of the 16 rows of a unit with chroma of half the size. */
const STRIP_ROWS = 16;

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

/** Segments of a JPEG by their marker, and its entropy-coded data. */
function partsOf(jpeg: Buffer) {
  const segments: { readonly marker: number; readonly body: Buffer }[] = [];
  for (let at = 2; ;) {
    const { marker, start, end } = nextSegment(jpeg, at);
    segments.push({ marker, body: jpeg.subarray(start, end) });
    if (marker === 0xda) return { segments, headEnd: end, scan: jpeg.subarray(end, jpeg.length - 2) };
    at = end;
  }
}

/** Tables of a kind, each alone, by their number. */
function tablesOf(jpeg: Buffer, kind: "quantisation" | "dc" | "ac"): Buffer[] {
  const tables: Buffer[] = [];
  for (const { marker, body } of partsOf(jpeg).segments) {
    if (marker !== (kind === "quantisation" ? 0xdb : 0xc4)) continue;
    for (let at = 0; at < body.length;) {
      const id = body[at] as number;
      const counts = body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
      const length = kind === "quantisation" ? 64 : 16 + counts;
      if (kind === "quantisation" || id >> 4 === (kind === "ac" ? 1 : 0))
        tables[id & 15] = body.subarray(at + 1, at + 1 + length);
      at += 1 + length;
    }
  }
  return tables;
}

const strip = (top: number): Pixels => ({
  data: image.data.subarray(top * WIDTH * 4, (top + STRIP_ROWS) * WIDTH * 4),
  width: WIDTH,
  height: STRIP_ROWS,
});

/** A TIFF of compression 6; `extra` is put behind it, and its fields are made with its offset. */
function oldTiff(
  strips: readonly Buffer[],
  { grey = false, rows = HEIGHT }: { readonly grey?: boolean; readonly rows?: number },
  extra: Buffer,
  fieldsAt: (offset: number, strips: readonly number[]) => readonly TiffEntry[],
): Buffer {
  const entries: readonly TiffEntry[] = [
    [256, 4, WIDTH],
    [257, 4, HEIGHT],
    [258, 3, ...(grey ? [8] : [8, 8, 8])],
    [259, 3, 6],
    [262, 3, grey ? 1 : 6],
    [277, 3, grey ? 1 : 3],
    [278, 4, rows],
  ];
  const make = (offset: number) => assembleTiff([{ entries: [...entries, ...fieldsAt(offset, [])], blocks: strips }]);
  return Buffer.concat([make(make(0).length), extra]);
}

/** Fields of tables that lie one behind the other. */
function tableFields(
  jpeg: Buffer,
  components: number,
  factor: number,
): readonly [Buffer, (offset: number) => TiffEntry[]] {
  const kinds = [[519, "quantisation"], [520, "dc"], [521, "ac"]] as const; // prettier-ignore
  const tables = kinds.flatMap(([, kind]) => tablesOf(jpeg, kind));
  const starts = tables.map((_, at) => tables.slice(0, at).reduce((sum, { length }) => sum + length, 0));
  const count = tables.length / 3;
  const fields = (offset: number): TiffEntry[] => [
    [512, 3, 1],
    ...kinds.map(([tag], kind): TiffEntry => {
      const each = Array.from(
        { length: components },
        (_, at) => offset + (starts[kind * count + Math.min(at, count - 1)] as number),
      );
      return [tag, 4, ...each];
    }),
    [530, 3, factor, factor],
  ];
  return [Buffer.concat(tables), fields];
}

type Decoded = Omit<Pixels, "data"> & { readonly data: Uint8Array; readonly channels?: number };

const rgbaOf = ({ data, width, height, channels = 4 }: Decoded): Pixels => ({
  data: channels === 4 ? Buffer.from(data) : Buffer.from([...data].flatMap((value) => [value, value, value, 255])),
  ...{ width, height },
});

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
        const file = oldTiff([], kind, jpeg, fields);
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
      const file = oldTiff([scan], kind, jpeg.subarray(0, headEnd), fields);
      expect(meanDifference(decodeTiff(file), rgbaOf(decodeJpeg(jpeg)))).to.be.below(1);
    });

    it(`is decoded where its tables are listed, in one strip and in several: ${what}`, async () => {
      const jpeg = await encode(image, kind);
      const [tables, fields] = tableFields(jpeg, components, factor);
      const one = oldTiff([partsOf(jpeg).scan], kind, tables, fields);
      expect(meanDifference(decodeTiff(one), rgbaOf(decodeJpeg(jpeg)))).to.be.below(1);
      const tops = Array.from({ length: HEIGHT / STRIP_ROWS }, (_, at) => at * STRIP_ROWS);
      const jpegs = await Promise.all(tops.map((top) => encode(strip(top), kind)));
      const several = oldTiff(
        jpegs.map((part) => partsOf(part).scan),
        { ...kind, rows: STRIP_ROWS },
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
      [oldTiff([scan], {}, tables, without(519)), /a table of its JPEG is missing/],
      [oldTiff([scan], {}, tables, without(521)), /a table of its JPEG is missing/],
      [oldTiff([scan], {}, tables.subarray(0, 40), fields), /a table of its JPEG lies outside/],
      [oldTiff([scan.subarray(0, 100)], {}, tables, fields), /JPEG file is corrupt/],
      [
        oldTiff([], {}, await encode(image, { grey: true }), (at) => [[513, 4, at]]),
        /3 samples is a JPEG of 1 components/,
      ],
    ];
    for (const [file, message] of files)
      expect(() => decodeTiff(file), String(message)).to.throw(ImageError, message).with.property("code", "IMAGE_CORRUPT"); // prettier-ignore
  });
});
