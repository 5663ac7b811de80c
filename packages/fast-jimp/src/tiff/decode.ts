import { MAX_UNCOLLECTED_BYTES } from "../limits";
import type { DecodedBitmap } from "../pixels";
import { readBlock, rowBytesOf, storedBlock } from "./blocks";
import { ICC_PROFILE, imageDirectory } from "./directory";
import { decodeJpegBlock } from "./jpeg-block";
import { JPEG, readLayout } from "./layout";
import { pixelWriter } from "./pixels";

/**
 * Memory that {@link decodeTiff} takes, bytes: 4 per pixel for the bitmap, and one decompressed strip or tile, which
 * may be the whole image; zlib holds it twice, and so it is where its samples are put side by side, or are a JPEG.
 */
export function tiffMemory(bytes: Buffer): number {
  const layout = readLayout(imageDirectory(bytes));
  const { width, height, blockWidth, blockHeight, compression, planar, subsampling } = layout;
  const inflates = compression === 8 || compression === 32946;
  const spread = planar || subsampling[0] > 1 || subsampling[1] > 1;
  const copies = (compression === 1 ? 0 : inflates ? 2 : 1) + (spread ? 1 : 0);
  const block = rowBytesOf(layout) * blockHeight;
  const uncollected = copies === 0 ? 0 : Math.min(block * layout.offsets.length, MAX_UNCOLLECTED_BYTES);
  const jpeg = compression === JPEG ? blockWidth * blockHeight * 8 : 0;
  // Runs of two rows of fax data.
  const runs = blockWidth * 8;
  return width * height * 4 + block * copies + uncollected + jpeg + runs;
}

/**
 * Decodes the image of a TIFF (TIFF 6.0; BigTIFF), which is the first that is no thumbnail: uncompressed, PackBits,
 * LZW, deflate, fax or JPEG, in strips or tiles, samples side by side or in planes; grey, RGB, palette, CMYK or YCbCr
 * of 1 to 16 bits, grey also of signed and floating-point samples.
 *
 * @throws IMAGE_CORRUPT where an offset lies outside the file or a strip is cut short; FORMAT_UNSUPPORTED for other
 * kinds
 */
export function decodeTiff(bytes: Buffer): DecodedBitmap {
  const directory = imageDirectory(bytes);
  const layout = readLayout(directory);
  const { width, height, blockWidth, blockHeight, compression } = layout;
  const { littleEndian } = directory;
  const data = Buffer.alloc(width * height * 4);
  const writeRow = compression === JPEG ? undefined : pixelWriter(layout, directory);
  const rowBytes = rowBytesOf(layout);
  const across = Math.ceil(width / blockWidth);
  const blocks = across * Math.ceil(height / blockHeight);
  for (let index = 0; index < blocks; index++) {
    const left = (index % across) * blockWidth;
    const top = Math.floor(index / across) * blockHeight;
    const [columns, lines] = [Math.min(blockWidth, width - left), Math.min(blockHeight, height - top)];
    // The last strip may be shorter than the others; tiles never are.
    const rows = layout.tiled ? blockHeight : lines;
    const block = writeRow
      ? readBlock(bytes, layout, { index, blocks, rows, littleEndian })
      : decodeJpegBlock(storedBlock(bytes, layout, index), directory, layout, lines);
    for (let y = 0; y < lines; y++) {
      const to = ((top + y) * width + left) * 4;
      if (writeRow) writeRow(block.subarray(y * rowBytes, (y + 1) * rowBytes), columns, data, to);
      else block.copy(data, to, y * blockWidth * 4, (y * blockWidth + columns) * 4);
    }
  }
  const icc = directory.data(ICC_PROFILE);
  return { data, width, height, ...(icc && { icc }) };
}
