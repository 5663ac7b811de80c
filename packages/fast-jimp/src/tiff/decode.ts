import { corrupt } from "../image-error";
import { MAX_UNCOLLECTED_BYTES } from "../limits";
import type { DecodedBitmap } from "../pixels";
import { decompress } from "./decompress";
import { Directory, ICC_PROFILE } from "./directory";
import { readLayout, type TiffLayout } from "./layout";
import { pixelWriter } from "./pixels";

/** Reverses horizontal differencing, in place (TIFF 6.0, section 14). */
function unpredict(row: Buffer, { samples, bitsPerSample }: TiffLayout, littleEndian: boolean): void {
  if (bitsPerSample === 8) {
    for (let at = samples; at < row.length; at++) row[at] = (row[at] as number) + (row[at - samples] as number);
    return;
  }
  for (let at = samples * 2; at + 1 < row.length; at += 2) {
    const [value, left] = littleEndian
      ? [row.readUInt16LE(at), row.readUInt16LE(at - samples * 2)]
      : [row.readUInt16BE(at), row.readUInt16BE(at - samples * 2)];
    const sum = (value + left) & 0xffff;
    if (littleEndian) row.writeUInt16LE(sum, at);
    else row.writeUInt16BE(sum, at);
  }
}

const rowBytesOf = ({ blockWidth, samples, bitsPerSample }: TiffLayout): number =>
  Math.ceil((blockWidth * samples * bitsPerSample) / 8);

/**
 * Memory that {@link decodeTiff} takes, bytes: 4 per pixel for the bitmap, and one decompressed strip or tile, which
 * may be the whole image; zlib holds it twice.
 */
export function tiffMemory(bytes: Buffer): number {
  const layout = readLayout(new Directory(bytes));
  const { width, height, blockHeight, compression } = layout;
  const copies = compression === 1 ? 0 : compression === 5 || compression === 32773 ? 1 : 2;
  const block = rowBytesOf(layout) * blockHeight;
  const uncollected = copies === 0 ? 0 : Math.min(block * layout.offsets.length, MAX_UNCOLLECTED_BYTES);
  return width * height * 4 + block * copies + uncollected;
}

/**
 * Decodes the first image of a TIFF (TIFF 6.0): uncompressed, PackBits, LZW or deflate, in strips or tiles; grey, RGB,
 * palette or CMYK of 1 to 16 bits.
 *
 * @throws IMAGE_CORRUPT where an offset lies outside the file or a strip is cut short; FORMAT_UNSUPPORTED for other
 * kinds
 */
export function decodeTiff(bytes: Buffer): DecodedBitmap {
  const directory = new Directory(bytes);
  const layout = readLayout(directory);
  const { width, height, blockWidth, blockHeight, bitsPerSample, predictor } = layout;
  const data = Buffer.alloc(width * height * 4);
  const writeRow = pixelWriter(layout, directory);
  const rowBytes = rowBytesOf(layout);
  const across = Math.ceil(width / blockWidth);
  const blocks = across * Math.ceil(height / blockHeight);
  for (let block = 0; block < blocks; block++) {
    const left = (block % across) * blockWidth;
    const top = Math.floor(block / across) * blockHeight;
    // The last strip may be shorter than the others; tiles never are.
    const rows = layout.tiled ? blockHeight : Math.min(blockHeight, height - top);
    const offset = layout.offsets[block] as number;
    const stored = bytes.subarray(offset, offset + (layout.lengths[block] as number));
    const unpacked = decompress(stored, layout.compression, rowBytes * rows);
    for (let y = 0; y < Math.min(rows, height - top); y++) {
      let row = unpacked.subarray(y * rowBytes, (y + 1) * rowBytes);
      if (predictor === 2 && bitsPerSample >= 8) {
        row = Buffer.from(row);
        unpredict(row, layout, directory.littleEndian);
      } else if (predictor > 2) throw corrupt("TIFF", `predictor ${predictor} is unknown`);
      writeRow(row, Math.min(blockWidth, width - left), data, ((top + y) * width + left) * 4);
    }
  }
  const icc = directory.data(ICC_PROFILE);
  return { data, width, height, ...(icc && { icc }) };
}
