import sharp, { type Sharp } from "sharp";
import { encodeJxl } from "../support/encoders";
import { scene, type Pixels } from "../support/images";
import { encodeHeic, heicGrid, heifProperties } from "../support/images/heif";

/** Kinds of files whose decoders take memory in different ways, and how a file of a kind is made. */
export const KINDS = {
  jpeg: (image) => image.jpeg().toBuffer(),
  "progressive jpeg": (image) => image.jpeg({ progressive: true }).toBuffer(),
  png: (image) => image.png({ compressionLevel: 1 }).toBuffer(),
  "interlaced png": (image) => image.png({ compressionLevel: 1, progressive: true }).toBuffer(),
  gif: (image) => image.gif({ effort: 1 }).toBuffer(),
  bmp: async (image) => greyBmp(await image.toColourspace("b-w").raw().toBuffer({ resolveWithObject: true })),
  tiff: (image) => image.tiff({ compression: "none" }).toBuffer(),
  "deflated tiff": (image) => image.tiff({ compression: "deflate", predictor: "none" }).toBuffer(),
  "LZW tiff": (image) => image.tiff({ compression: "lzw", predictor: "horizontal" }).toBuffer(),
  "LZW tiff in tiles": (image) => image.tiff({ compression: "lzw", tile: true }).toBuffer(),
  "lossy webp": (image) => image.webp({ effort: 0 }).toBuffer(),
  "lossy webp with alpha": (image) => image.ensureAlpha(0.5).webp({ effort: 0 }).toBuffer(),
  "lossless webp": (image) => image.webp({ lossless: true, effort: 0 }).toBuffer(),
  avif: (image) => image.avif({ effort: 0 }).toBuffer(),
  "avif 4:4:4 of 12 bits with alpha": (image) =>
    image.ensureAlpha(0.5).avif({ effort: 0, bitdepth: 12, chromaSubsampling: "4:4:4" }).toBuffer(),
  heic: async (image) => encodeHeic(await pixelsOf(image)),
  "heic of 10 bits": async (image) => encodeHeic(await pixelsOf(image), { depth: 10 }),
  "heic of tiles": async (image) => tiledHeic(await pixelsOf(image)),
  jxl: async (image) => encodeJxl(await pixelsOf(image), { quality: 90 }),
  "lossless jxl": async (image) => encodeJxl(await pixelsOf(image.ensureAlpha(0.5))),
} as const satisfies Record<string, (image: Sharp) => Promise<Buffer>>;

export type Kind = keyof typeof KINDS;

/** Largest edges, pixels, where 100 megapixels are more than a decoder can address, or than can be encoded here. */
export const MAX_EDGES: Partial<Readonly<Record<Kind, number>>> = {
  avif: 6000,
  "avif 4:4:4 of 12 bits with alpha": 5000,
  heic: 4000,
  "heic of 10 bits": 4000,
  "heic of tiles": 4000,
  jxl: 4000,
  "lossless jxl": 4000,
};

async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Edge of a tile as cameras store them, pixels. */
const TILE = 512;

/** A HEIC in tiles of 512x512 pixels, the last ones of which reach beyond the image, and turned. */
function tiledHeic({ data, width, height }: Pixels): Buffer {
  const columns = Math.ceil(width / TILE);
  const tiles = Array.from({ length: columns * Math.ceil(height / TILE) }, (_, index) => {
    const [left, top] = [(index % columns) * TILE, Math.floor(index / columns) * TILE];
    // Grey beyond the image: zeros, as samples are stored, would be kept from being start codes by a byte for each two,
    // which libde265 takes out one by one, moving what follows: 5 s for a tile.
    const tile = Buffer.alloc(TILE * TILE * 4, 0x80);
    const rowBytes = Math.min(TILE, width - left) * 4;
    for (let y = 0; y < Math.min(TILE, height - top); y++) {
      const from = ((top + y) * width + left) * 4;
      tile.set(data.subarray(from, from + rowBytes), y * TILE * 4);
    }
    return { data: tile, width: TILE, height: TILE };
  });
  return heicGrid(tiles, columns, { width, height }, [heifProperties.irot(1)]);
}

/** A BMP of 8 bits per pixel with a grey palette. */
function greyBmp({ data, info: { width, height } }: { data: Buffer; info: { width: number; height: number } }): Buffer {
  const header = Buffer.alloc(54 + 1024);
  header.write("BM", 0, "latin1");
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(-height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(8, 28);
  for (let entry = 0; entry < 256; entry++) header.fill(entry, 54 + entry * 4, 57 + entry * 4);
  return Buffer.concat([header, data]);
}

/** A file of a kind. @param edge pixels, a multiple of 4, so that rows of a BMP need no padding */
export function makeFile(kind: Kind, edge: number): Promise<Buffer> {
  const { data, width, height } = scene(500, 500);
  const image = sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize(edge, edge, { fit: "fill", kernel: "cubic" });
  return KINDS[kind](image);
}
