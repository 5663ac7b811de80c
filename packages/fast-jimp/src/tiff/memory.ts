import { MAX_UNCOLLECTED_BYTES } from "../limits";
import { planReduction, type ReductionTarget } from "../png/plan-reduction";
import { imageDirectory } from "./directory";
import { JPEG, LZW, OLD_JPEG, plainChannels, readLayout, rowBytesOf, type TiffLayout } from "./layout";

/** Size of the cells that are averaged, pixels. */
export const planTiff = (
  layout: TiffLayout,
  target: ReductionTarget,
): { readonly columns: number; readonly rows: number } =>
  planReduction(layout, layout.alpha === 1 || layout.alpha === 2 ? 4 : 3, target);

/**
 * Memory that `decodeTiffReduced` takes, bytes: 4 per pixel of the reduced image, and one decompressed strip or
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
