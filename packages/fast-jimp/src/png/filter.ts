import { pngLoops } from "./loops";

/** Filters read up to one pixel before a row, which must be zeros; the largest pixel has 8 bytes. */
const BEFORE_BYTES = 16;

/**
 * Filters each row with the filter of the smallest sum of absolute differences (PNG specification, 12.7).
 *
 * @param stride bytes of a row
 * @param step bytes of a pixel, 1..16
 */
export function filterRows(rows: Uint8Array, stride: number, step: number): Buffer {
  const height = rows.length / stride;
  const filtered = Buffer.allocUnsafe(height * (stride + 1));
  pngLoops.use((arena) => {
    // The current row and the one above it, alternating.
    const buffers = [0, 1].map(() => {
      const address = arena.allocate(BEFORE_BYTES + stride);
      arena.bytes(address, BEFORE_BYTES + stride).fill(0);
      return address + BEFORE_BYTES;
    });
    const out = arena.allocate(stride + 1);
    for (let y = 0; y < height; y++) {
      const [row, above] = [buffers[y & 1] as number, buffers[(y & 1) ^ 1] as number];
      arena.bytes(row, stride).set(rows.subarray(y * stride, (y + 1) * stride));
      arena.loops.filterRow(row, above, stride, step, out);
      filtered.set(arena.bytes(out, stride + 1), y * (stride + 1));
    }
  });
  return filtered;
}

/** Rows with filter type 0, with which indexed images compress best (PNG specification, 12.7). */
export function plainRows(rows: Uint8Array, stride: number): Buffer {
  const height = rows.length / stride;
  const plain = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y++) plain.set(rows.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return plain;
}
