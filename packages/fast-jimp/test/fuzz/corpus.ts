import { crc32 } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { av1Item, encodeAvif, encodeJxl, jxlContainer } from "../support/encoders";
import { joinLayers } from "../support/images/av1-layers";
import { encodeFax } from "../support/images/fax";
import { encodeHeic, heicGrid, heifFile, heifProperties as p } from "../support/images/heif";
import { oldTiff, partsOf, tableFields } from "../support/images/old-jpeg-tiff";
import {
  assembleTiff,
  cmykJpeg,
  cmykTiff,
  displayP3Profile,
  encodeAnimatedGif,
  encodeGif,
  encodeJpeg,
  encodeRgbJpeg,
  exampleBmp,
  exampleGif,
  exampleJpeg,
  examplePng,
  exampleTiff,
  greyJpeg,
  iccChunk,
  iccSegments,
  encodePng,
  pngKinds,
  pngOfKind,
  printerProfile,
  randomGifAnimation,
  scene,
  type TiffEntry,
  type TiffOptions,
} from "../support/images";

/** A file to break, and what must be put right again so that the break reaches further than a checksum. */
export interface Seed {
  readonly name: string;
  readonly file: Buffer;
  readonly repair?: (file: Buffer) => void;
  /** Its frames are drawn too. Default false. */
  readonly animated?: boolean;
}

/** Gives every chunk of a broken PNG the checksum that its bytes have now. */
function repairPng(file: Buffer): void {
  for (let at = 8; at + 12 <= file.length;) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) return;
    file.writeUInt32BE(crc32(file.subarray(at + 4, end - 4)), end - 4);
    at = end;
  }
}

const image = scene(40, 28);
const raw = { raw: { width: 40, height: 28, channels: 4 as const } };
const withAlpha = () => sharp(scene(40, 28, { transparent: true }).data, raw);
const opaque = () => sharp(image.data, raw).removeAlpha();

const noise = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, (_, at) => (at * at * 7919) >> 5));

/** An uncompressed TIFF of 12x8 pixels of three samples. */
const tiffOfKind = (more: readonly TiffEntry[], block: Buffer, options: TiffOptions = {}, blocks = 1): Buffer =>
  assembleTiff(
    [
      {
        entries: [[256, 4, 12], [257, 4, 8], [258, 3, 8, 8, 8], [259, 3, 1], [277, 3, 3], [278, 4, 8], ...more], // prettier-ignore
        blocks: Array.from({ length: blocks }, () => block),
      },
    ],
    options,
  );

const small = scene(32, 24);
const pageRows = Array.from({ length: 8 }, (_, y) => Array.from({ length: 96 }, (_, x) => (x * (y + 3)) % 11 < 4));

/** A TIFF of fax data, 96x8 pixels. */
const faxTiff = (compression: 2 | 3 | 4, options: number): Buffer =>
  assembleTiff([
    {
      entries: [[256, 4, 96], [257, 4, 8], [258, 3, 1], [259, 3, compression], [262, 3, 0], [277, 3, 1], [278, 4, 8], [292, 4, options]], // prettier-ignore
      blocks: [encodeFax(pageRows, { compression, twoDimensional: options === 1 })],
    },
  ]);

const floatTiff = (predictor = 1): Buffer =>
  assembleTiff([
    {
      entries: [[256, 4, 12], [257, 4, 8], [258, 3, 32], [259, 3, 1], [262, 3, 1], [277, 3, 1], [278, 4, 8], [317, 3, predictor], [339, 3, 3]], // prettier-ignore
      blocks: [noise(12 * 8 * 4)],
    },
  ]);

/** A TIFF of JPEG of the old kind: whole, or of tables. */
function oldJpegTiff(isWhole: boolean): Buffer {
  const jpeg = encodeJpeg(scene(24, 16), { subsampling: [1, 1] });
  const size = { width: 24, height: 16 };
  if (isWhole) return oldTiff([], size, jpeg, (offset) => [[513, 4, offset], [514, 4, jpeg.length]]); // prettier-ignore
  const [tables, fields] = tableFields(jpeg, 3, 1);
  return oldTiff([partsOf(jpeg).scan], size, tables, fields);
}

const ours: readonly Seed[] = [
  { name: "jpeg", file: exampleJpeg({ width: 40, height: 28, orientation: 6 }) },
  { name: "jpeg with restarts", file: encodeJpeg(image, { restartInterval: 2, subsampling: [2, 1] }) },
  { name: "jpeg with profile", file: encodeJpeg(image, { segments: iccSegments(displayP3Profile(), 200) }) },
  { name: "grey jpeg", file: greyJpeg({ width: 40, height: 28 }) },
  { name: "cmyk jpeg", file: cmykJpeg({ width: 24, height: 24 }) },
  { name: "rgb jpeg", file: encodeRgbJpeg(scene(24, 24)) },
  { name: "png", file: examplePng({ width: 40, height: 28 }), repair: repairPng },
  { name: "png as it is", file: examplePng({ width: 40, height: 28 }) },
  { name: "png with profile", file: encodePng(image, {}, [iccChunk(displayP3Profile())]), repair: repairPng },
  ...pngKinds
    .filter(({ bitDepth }) => bitDepth === 2 || bitDepth === 16)
    .map((kind) => ({
      name: `png ${JSON.stringify(kind)}`,
      file: pngOfKind(scene(13, 11, { transparent: true }), kind).file,
      repair: repairPng,
    })),
  { name: "gif", file: exampleGif({ width: 40, height: 28 }) },
  { name: "gif with transparency", file: encodeGif(image, { transparentIndex: 40 }) },
  { name: "animated gif", file: encodeAnimatedGif(randomGifAnimation(2)), animated: true },
  { name: "bmp", file: exampleBmp({ width: 20, height: 14 }) },
  { name: "tiff", file: exampleTiff({ width: 20, height: 14 }) },
  { name: "bigtiff", file: tiffOfKind([[262, 3, 2]], noise(12 * 8 * 3), { big: true, littleEndian: true }) },
  { name: "ycbcr tiff", file: tiffOfKind([[262, 3, 6], [530, 3, 2, 2]], noise(6 * 4 * 6)) }, // prettier-ignore
  { name: "rle tiff", file: faxTiff(2, 0) },
  { name: "t.4 tiff", file: faxTiff(3, 0) },
  { name: "two-dimensional t.4 tiff", file: faxTiff(3, 1) },
  { name: "t.6 tiff", file: faxTiff(4, 0) },
  { name: "float tiff", file: floatTiff() },
  { name: "float tiff with a predictor", file: floatTiff(3) },
  { name: "tiff of an old jpeg", file: oldJpegTiff(true) },
  { name: "tiff of an old jpeg's tables", file: oldJpegTiff(false) },
  { name: "tiff of inks with a profile", file: cmykTiff(8, 6, noise(8 * 6 * 4), printerProfile("mft1")) },
  {
    name: "planar tiff",
    file: tiffOfKind([[262, 3, 2], [284, 3, 2]], noise(12 * 8), {}, 3), // prettier-ignore
  },
];

const fromPackages = {
  avif: () => encodeAvif(small),
  "avif with alpha": () => encodeAvif(scene(32, 24, { transparent: true }), { subsample: 1 }),
  "avif of 10 bits": () => encodeAvif(small, { depth: 10 }),
  "turned and cropped avif": async () =>
    heifFile("avif", [await av1Item(small, [p.clap(16, 12, 0, 0), p.irot(1), p.imir(0)])]),
  "avif of tiles in another order": async () => {
    const tiles = await Promise.all([1, 2].map((seed) => av1Item(scene(64, 64, { seed }))));
    const grid = {
      ...{ type: "grid", data: Buffer.from([0, 0, 0, 1, 0, 120, 0, 60]), references: [["dimg", 3, 2]] as const },
      properties: [p.ispe(120, 60), p.pixi(8, 8, 8), p.nclx(1, 13, 6)],
    };
    return heifFile("avif", [grid, ...tiles]);
  },
  "avif of layers": async () => {
    const [lower, upper] = await Promise.all([av1Item(scene(32, 24, { seed: 2 })), av1Item(small)]);
    const data = joinLayers([lower.data, upper.data], [3, 1]);
    return heifFile("avif", [{ ...upper, data, properties: [...upper.properties, p.a1op(0), p.lsel(0)] }]);
  },
  heic: () => Promise.resolve(encodeHeic(small, { properties: [p.irot(3), p.profile(displayP3Profile())] })),
  "heic of 10 bits": () => Promise.resolve(encodeHeic(small, { depth: 10 })),
  "heic of tiles": () =>
    Promise.resolve(heicGrid([scene(64, 64), scene(64, 64, { seed: 2 })], 2, { width: 120, height: 64 })),
  "lossless jxl": () => encodeJxl(scene(32, 24, { transparent: true })),
  jxl: () => encodeJxl(small, { quality: 80 }),
  "jxl in a container": async () => jxlContainer(await encodeJxl(small), 2),
} satisfies Record<string, () => Promise<Buffer>>;

const large = (): Sharp => opaque().resize(250, 180, { fit: "fill" });

/** Every kind of file that is read, small. */
export async function makeCorpus(): Promise<Seed[]> {
  const made: Record<string, Promise<Buffer>> = {
    "progressive jpeg": opaque().jpeg({ progressive: true }).toBuffer(),
    "progressive jpeg 4:4:4": opaque().jpeg({ progressive: true, chromaSubsampling: "4:4:4", quality: 95 }).toBuffer(),
    "lossy webp": withAlpha().webp().toBuffer(),
    "lossless webp": withAlpha().webp({ lossless: true }).toBuffer(),
    "lzw tiff": withAlpha().tiff({ compression: "lzw" }).toBuffer(),
    "tiled tiff": opaque().tiff({ compression: "deflate", tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    "jpeg tiff": opaque().tiff({ compression: "jpeg", tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    "packbits tiff": opaque().toColourspace("b-w").tiff({ compression: "packbits", predictor: "none" }).toBuffer(),
    "sharp's gif": withAlpha().gif().toBuffer(),
    // Of which less is decoded for what is rendered.
    "large lossy webp": large().webp().toBuffer(),
    "large lossy webp with alpha": withAlpha().resize(250, 180, { fit: "fill" }).webp().toBuffer(),
    "large lossless webp": large().webp({ lossless: true }).toBuffer(),
    "large lzw tiff": large().tiff({ compression: "lzw", predictor: "horizontal" }).toBuffer(),
    "large gif": large().gif().toBuffer(),
  };
  const others = Object.entries(fromPackages).map(([name, make]) => [name, make()] as const);
  const files = await Promise.all(
    [...Object.entries(made), ...others].map(async ([name, file]) => ({ name, file: await file })),
  );
  const frames = await Promise.all(
    [1, 2].map((seed) =>
      sharp(scene(40, 28, { seed }).data, raw)
        .png()
        .toBuffer(),
    ),
  );
  const animation = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
  return [...ours, ...files, { name: "animated webp", file: animation, animated: true }];
}
