import { type Kernel, LANCZOS3, makeKernel, WEIGHT_BITS } from "./kernel";
import type { CropRect } from "./pixels";

/** One component of a picture. */
export interface Plane {
  readonly data: Uint8ClampedArray;
  /** Samples from one row to the next. */
  readonly stride: number;
  /** Part of the plane that shows the picture, in samples; may be fractional. */
  readonly validWidth: number;
  readonly validHeight: number;
}

const HALF = 1 << (WEIGHT_BITS - 1);

/** Resizes part of a plane. @returns width x height samples */
export function resizePlane(
  { data, stride, validWidth, validHeight }: Plane,
  crop: CropRect,
  width: number,
  height: number,
  filter = LANCZOS3,
): Uint8ClampedArray {
  const columns = Math.ceil(validWidth);
  const rows = Math.ceil(validHeight);
  const across = makeKernel(columns, crop.left * validWidth, crop.width * validWidth, width, filter);
  const down = makeKernel(rows, crop.top * validHeight, crop.height * validHeight, height, filter);
  const firstRow = down.starts[0] as number;
  const rowCount = (down.starts[height - 1] as number) + down.taps - firstRow;
  const narrow = resizeRows(data, firstRow * stride, stride, rowCount, across, width);
  return resizeColumns(narrow, firstRow, down, width, height);
}

function resizeRows(
  data: Uint8ClampedArray,
  offset: number,
  stride: number,
  rowCount: number,
  { taps, weights, starts }: Kernel,
  width: number,
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * rowCount);
  const pairs = taps & ~1;
  for (let y = 0, at = 0; y < rowCount; y++, offset += stride) {
    for (let x = 0, w = 0; x < width; x++, at++) {
      let from = offset + (starts[x] as number);
      let sum = HALF;
      for (const end = w + pairs; w < end; w += 2, from += 2) {
        sum =
          (sum +
            Math.imul(data[from] as number, weights[w] as number) +
            Math.imul(data[from + 1] as number, weights[w + 1] as number)) |
          0;
      }
      if (pairs !== taps) {
        sum = (sum + Math.imul(data[from] as number, weights[w] as number)) | 0;
        w++;
      }
      out[at] = sum >> WEIGHT_BITS;
    }
  }
  return out;
}

function resizeColumns(
  data: Uint8ClampedArray,
  firstRow: number,
  { taps, weights, starts }: Kernel,
  width: number,
  height: number,
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * height);
  const sums = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    let from = ((starts[y] as number) - firstRow) * width;
    let w = y * taps;
    const end = w + taps;
    for (; w + 1 < end; w += 2, from += 2 * width) {
      const upper = weights[w] as number;
      const lower = weights[w + 1] as number;
      for (let x = 0; x < width; x++) {
        sums[x] =
          ((sums[x] as number) +
            Math.imul(data[from + x] as number, upper) +
            Math.imul(data[from + width + x] as number, lower)) |
          0;
      }
    }
    if (w < end) {
      const weight = weights[w] as number;
      for (let x = 0; x < width; x++) sums[x] = ((sums[x] as number) + Math.imul(data[from + x] as number, weight)) | 0;
    }
    for (let x = 0, at = y * width; x < width; x++, at++) out[at] = (sums[x] as number) >> WEIGHT_BITS;
  }
  return out;
}
