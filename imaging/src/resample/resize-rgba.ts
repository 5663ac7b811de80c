import { type Kernel, LANCZOS3, makeKernel, WEIGHT_BITS } from "./kernel";
import type { CropRect, Pixels } from "./pixels";

/** What {@link resizeRgba} may assume of its source. */
export interface ResizeRgbaOptions {
  /** Whether any alpha may be below 255. Default true; false is faster, and the result is opaque. */
  readonly hasAlpha?: boolean;
}

/** Half of the last place of {@link writeOpaque}. */
const HALF = 1 << (WEIGHT_BITS + 3);

/**
 * Resizes part of an RGBA picture with LANCZOS (a = 3). Colours are premultiplied with their alpha on the way, so that
 * transparent pixels do not bleed into their neighbours.
 *
 * @returns width x height pixels, not premultiplied; colours are 0 where alpha is
 */
export function resizeRgba(
  { data, width: columns, height: rows }: Pick<Pixels, "data" | "width" | "height">,
  crop: CropRect,
  width: number,
  height: number,
  { hasAlpha = true }: ResizeRgbaOptions = {},
): Pixels & { readonly data: Buffer; readonly channels: 4 } {
  const across = makeKernel(columns, crop.left * columns, crop.width * columns, width, LANCZOS3);
  const down = makeKernel(rows, crop.top * rows, crop.height * rows, height, LANCZOS3);
  const firstRow = down.starts[0] as number;
  const rowCount = (down.starts[height - 1] as number) + down.taps - firstRow;
  const part = data.subarray(firstRow * columns * 4, (firstRow + rowCount) * columns * 4);
  const narrow = (hasAlpha ? premultiplyRows : opaqueRows)(part, columns, rowCount, across, width);
  const out = Buffer.allocUnsafeSlow(width * height * 4);
  const sums = new Int32Array(width * 4);
  for (let y = 0; y < height; y++) {
    sumRows(narrow, firstRow, down, y, sums);
    (hasAlpha ? writeUnpremultiplied : writeOpaque)(sums, out, y * width * 4);
  }
  return { data: out, width, height, channels: 4 };
}

/** Rows at their new width: colours 0..255 times 16, alpha left 0. The 4 bits more keep one rounding out of the result. */
function opaqueRows(data: Uint8Array, columns: number, rowCount: number, kernel: Kernel, width: number): Int32Array {
  const { taps, weights, starts } = kernel;
  const out = new Int32Array(width * rowCount * 4);
  for (let y = 0, at = 0; y < rowCount; y++) {
    for (let x = 0, w = 0; x < width; x++, at += 4) {
      let from = (y * columns + (starts[x] as number)) * 4;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (const end = w + taps; w < end; w++, from += 4) {
        const weight = weights[w] as number;
        red = (red + Math.imul(data[from] as number, weight)) | 0;
        green = (green + Math.imul(data[from + 1] as number, weight)) | 0;
        blue = (blue + Math.imul(data[from + 2] as number, weight)) | 0;
      }
      out[at] = red >> (WEIGHT_BITS - 4);
      out[at + 1] = green >> (WEIGHT_BITS - 4);
      out[at + 2] = blue >> (WEIGHT_BITS - 4);
    }
  }
  return out;
}

/** Rows at their new width: colours times alpha, 0..255 x 255, and alpha times 255. */
function premultiplyRows(
  data: Uint8Array,
  columns: number,
  rowCount: number,
  kernel: Kernel,
  width: number,
): Int32Array {
  const { taps, weights, starts } = kernel;
  const out = new Int32Array(width * rowCount * 4);
  for (let y = 0, at = 0; y < rowCount; y++) {
    for (let x = 0, w = 0; x < width; x++, at += 4) {
      let from = (y * columns + (starts[x] as number)) * 4;
      let red = 0;
      let green = 0;
      let blue = 0;
      let opacity = 0;
      for (const end = w + taps; w < end; w++, from += 4) {
        const weight = Math.imul(weights[w] as number, data[from + 3] as number);
        red = (red + Math.imul(data[from] as number, weight)) | 0;
        green = (green + Math.imul(data[from + 1] as number, weight)) | 0;
        blue = (blue + Math.imul(data[from + 2] as number, weight)) | 0;
        opacity = (opacity + weight) | 0;
      }
      out[at] = red >> WEIGHT_BITS;
      out[at + 1] = green >> WEIGHT_BITS;
      out[at + 2] = blue >> WEIGHT_BITS;
      out[at + 3] = Math.imul(opacity, 255) >> WEIGHT_BITS;
    }
  }
  return out;
}

/** One output row of weighted sums. */
function sumRows(data: Int32Array, firstRow: number, kernel: Kernel, y: number, sums: Int32Array): void {
  const { taps, weights, starts } = kernel;
  const length = sums.length;
  sums.fill(0);
  let from = ((starts[y] as number) - firstRow) * length;
  for (let w = y * taps, end = w + taps; w < end; w++, from += length) {
    const weight = weights[w] as number;
    if (weight === 0) continue;
    for (let i = 0; i < length; i++) sums[i] = ((sums[i] as number) + Math.imul(data[from + i] as number, weight)) | 0;
  }
}

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

function writeOpaque(sums: Int32Array, out: Buffer, at: number): void {
  for (let i = 0; i < sums.length; i += 4, at += 4) {
    out[at] = clamp(((sums[i] as number) + HALF) >> (WEIGHT_BITS + 4));
    out[at + 1] = clamp(((sums[i + 1] as number) + HALF) >> (WEIGHT_BITS + 4));
    out[at + 2] = clamp(((sums[i + 2] as number) + HALF) >> (WEIGHT_BITS + 4));
    out[at + 3] = 255;
  }
}

function writeUnpremultiplied(sums: Int32Array, out: Buffer, at: number): void {
  for (let i = 0; i < sums.length; i += 4, at += 4) {
    const opacity = (sums[i + 3] as number) >> WEIGHT_BITS;
    const alpha = clamp(Math.round(opacity / 255));
    // What rounds to transparent has no colour that could be told.
    const factor = alpha === 0 ? 0 : 255 / opacity / (1 << WEIGHT_BITS);
    out[at] = clamp(Math.round((sums[i] as number) * factor));
    out[at + 1] = clamp(Math.round((sums[i + 1] as number) * factor));
    out[at + 2] = clamp(Math.round((sums[i + 2] as number) * factor));
    out[at + 3] = alpha;
  }
}
