import type { DecodedBitmap } from "../pixels";
import type { ReductionTarget } from "../png/plan-reduction";
import { BoxReducer, type ReducedPixels } from "../png/reduce";
import { rasterLoops } from "../raster/loops";
import { widenRow } from "../raster/widen";
import { ICC_PROFILE, imageDirectory } from "./directory";
import { readLayout } from "./layout";
import { planTiff } from "./memory";
import { rowSource } from "./rows";

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
