import { pngLoops } from "./loops";

/** Room for the zeros before a row: the largest pixel. */
const BEFORE_BYTES = 16;

/**
 * Filters rows, each with the filter that leaves the smallest sum of absolute differences (PNG specification, 12.7).
 *
 * @param stride bytes of a row
 * @param step bytes of a pixel, 1..16
 */
export function filterRows(rows: Uint8Array, stride: number, step: number): Buffer {
  const height = rows.length / stride;
  const filtered = Buffer.allocUnsafe(height * (stride + 1));
  pngLoops.use((arena) => {
    // One row and the one above it, in turns.
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

/** Rows without filter: what palettes compress best with (PNG specification, 12.7). */
export function plainRows(rows: Uint8Array, stride: number): Buffer {
  const height = rows.length / stride;
  const plain = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y++) plain.set(rows.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return plain;
}
