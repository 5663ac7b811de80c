import { MAX_UNCOLLECTED_BYTES } from "../limits";
import type { DecodedBitmap } from "../pixels";
import { BoxReducer, planReduction, type ReducedPixels, type ReductionTarget } from "../png/reduce";
import { rasterLoops } from "../raster/loops";
import { widenRow } from "../raster/widen";
import { rowBytesOf } from "./blocks";
import { ICC_PROFILE, imageDirectory } from "./directory";
import { JPEG, LZW, OLD_JPEG, readLayout, type TiffLayout } from "./layout";
import { plainChannels } from "./plain-rows";
import { rowSource } from "./rows";

/** Size of the cells that are averaged, pixels. */
const planTiff = (layout: TiffLayout, target: ReductionTarget): { readonly columns: number; readonly rows: number } =>
  planReduction(layout, layout.alpha === 1 || layout.alpha === 2 ? 4 : 3, target);

/**
 * Memory that {@link decodeTiffReduced} takes, bytes: 4 per pixel of the reduced image, and one decompressed strip or
 * tile, which may be the whole image; zlib holds it twice, and so it is where its samples are put side by side, or are
 * a JPEG. Of tiles a whole band is held.
 */
export function tiffMemory(bytes: Buffer, target: ReductionTarget = {}): number {
  const layout = readLayout(imageDirectory(bytes));
  const { width, height, blockWidth, blockHeight, compression, planar, subsampling, tiled } = layout;
  const inflates = compression === 8 || compression === 32946;
  const spread = planar || subsampling[0] > 1 || subsampling[1] > 1;
  const copies = (compression === 1 ? 0 : inflates ? 2 : 1) + (spread ? 1 : 0);
  const block = rowBytesOf(layout) * blockHeight;
  const uncollected = copies === 0 ? 0 : Math.min(block * layout.offsets.length, MAX_UNCOLLECTED_BYTES);
  const isOld = compression === OLD_JPEG;
  // A JPEG of the old kind is copied to a file of its own.
  const jpeg = compression === JPEG || isOld ? blockWidth * blockHeight * 8 + (isOld ? bytes.length : 0) : 0;
  const channels = plainChannels(layout) ?? 4;
  const band = tiled ? width * channels * Math.min(blockHeight, height) : 0;
  const stored = compression === LZW ? Math.min(bytes.length, Math.max(0, ...layout.lengths)) : 0;
  // Runs of two rows of fax data.
  const runs = blockWidth * 8;
  const { columns, rows } = planTiff(layout, target);
  const reduced = Math.ceil(width / columns) * Math.ceil(height / rows) * 4;
  return reduced + block * copies + uncollected + jpeg + band + stored + runs;
}

/**
 * Decodes the image of a TIFF (TIFF 6.0; BigTIFF), which is the first that is no thumbnail: uncompressed, PackBits,
 * LZW, deflate, fax or JPEG (old and new), in strips or tiles, samples side by side or in planes; grey, RGB, palette,
 * CMYK or YCbCr of 1 to 16 bits, grey also of 32, and of signed and floating-point samples.
 *
 * @throws IMAGE_CORRUPT where an offset lies outside the file or a strip is cut short; FORMAT_UNSUPPORTED for other
 * kinds
 */
export function decodeTiff(bytes: Buffer): DecodedBitmap {
  const directory = imageDirectory(bytes);
  const layout = readLayout(directory);
  const { width, height } = layout;
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  rasterLoops.use((arena) => {
    const { channels, forEachRow } = rowSource(arena, bytes, layout, directory);
    let to = 0;
    forEachRow((row) => {
      widenRow(arena.bytes(row, width * channels), channels, data, to);
      to += width * 4;
    });
  });
  const icc = directory.data(ICC_PROFILE);
  return { data, width, height, ...(icc && { icc }) };
}

/**
 * As {@link decodeTiff}, reduced row by row to about the size that is needed.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export function decodeTiffReduced(bytes: Buffer, target: ReductionTarget): ReducedPixels & { readonly icc?: Buffer } {
  const directory = imageDirectory(bytes);
  const layout = readLayout(directory);
  const { width, height } = layout;
  const reduced = rasterLoops.use((arena) => {
    const { channels, forEachRow } = rowSource(arena, bytes, layout, directory);
    const { columns, rows } = planTiff(layout, target);
    const reducer = new BoxReducer(arena, width, height, channels, columns, rows);
    forEachRow((row) => reducer.add(row));
    return reducer.finish();
  });
  const icc = directory.data(ICC_PROFILE);
  return { ...reduced, ...(icc && { icc }) };
}
