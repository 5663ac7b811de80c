import { corrupt } from "../image-error";
import { RLE4, type BmpHeader } from "./header";

const END_OF_LINE = 0;
const END_OF_BITMAP = 1;
const DELTA = 2;

/**
 * Decompresses run-length encoded indices (RLE8 and RLE4), one byte each, rows in file order. Pixels skipped by a delta
 * have index 0.
 *
 * @throws IMAGE_CORRUPT where the file ends before the last row
 */
export function decodeRle(bytes: Buffer, { width, height, compression, offset }: BmpHeader): Uint8Array {
  const indices = new Uint8Array(width * height);
  const halves = compression === RLE4;
  let [x, y, at] = [0, 0, offset];
  const put = (index: number): void => {
    if (x < width && y < height) indices[y * width + x] = index;
    x++;
  };
  while (y < height) {
    if (at + 2 > bytes.length) throw corrupt("BMP", "it ends before its last row");
    const [count, value] = [bytes[at] as number, bytes[at + 1] as number];
    at += 2;
    if (count > 0) {
      for (let left = 0; left < count; left++) put(halves ? (left % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === END_OF_LINE) [x, y] = [0, y + 1];
    else if (value === END_OF_BITMAP) break;
    else {
      const stored = value === DELTA ? 2 : halves ? (value + 1) >> 1 : value;
      if (at + stored > bytes.length) throw corrupt("BMP", "it ends before its last row");
      if (value === DELTA) [x, y] = [x + (bytes[at] as number), y + (bytes[at + 1] as number)];
      for (let left = 0; left < value && value !== DELTA; left++) {
        const byte = bytes[at + (halves ? left >> 1 : left)] as number;
        put(halves ? (left % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      // Absolute runs are padded to two bytes.
      at += stored + (stored & 1);
    }
  }
  return indices;
}
