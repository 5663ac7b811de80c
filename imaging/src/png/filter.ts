import { paeth } from "./unfilter-paeth";

/** Size of a byte taken as signed: how far it is from zero either way. */
const signedSize = new Uint8Array(256).map((_, byte) => Math.min(byte, 256 - byte));

/** For each filter, the sum of what it leaves of a row, taken as signed bytes. */
function rowCosts(row: Uint8Array, above: Uint8Array, step: number): readonly number[] {
  const size = signedSize;
  let none = 0;
  let sub = 0;
  let upward = 0;
  let average = 0;
  let nearest = 0;
  for (let at = 0; at < row.length; at++) {
    const value = row[at] as number;
    const up = above[at] as number;
    const left = at < step ? 0 : (row[at - step] as number);
    const corner = at < step ? 0 : (above[at - step] as number);
    none += size[value] as number;
    sub += size[(value - left) & 255] as number;
    upward += size[(value - up) & 255] as number;
    average += size[(value - ((left + up) >> 1)) & 255] as number;
    nearest += size[(value - paeth(left, up, corner)) & 255] as number;
  }
  return [none, sub, upward, average, nearest];
}

function writeRow(
  filter: number,
  row: Uint8Array,
  above: Uint8Array,
  step: number,
  to: Uint8Array,
  from: number,
): void {
  to[from++] = filter;
  if (filter === 0) to.set(row, from);
  for (let at = 0; at < row.length && filter > 0; at++) {
    const left = at < step ? 0 : (row[at - step] as number);
    const up = above[at] as number;
    let predicted = left;
    if (filter === 2) predicted = up;
    else if (filter === 3) predicted = (left + up) >> 1;
    else if (filter === 4) predicted = paeth(left, up, at < step ? 0 : (above[at - step] as number));
    to[from + at] = (row[at] as number) - predicted;
  }
}

/**
 * Filters rows, each with the filter that leaves the smallest sum of absolute differences (PNG specification, 12.7).
 *
 * @param stride bytes of a row
 * @param step bytes of a pixel
 */
export function filterRows(rows: Uint8Array, stride: number, step: number): Buffer {
  const height = rows.length / stride;
  const filtered = Buffer.allocUnsafe(height * (stride + 1));
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const row = rows.subarray(y * stride, (y + 1) * stride);
    const costs = rowCosts(row, above, step);
    writeRow(costs.indexOf(Math.min(...costs)), row, above, step, filtered, y * (stride + 1));
    above = row;
  }
  return filtered;
}

/** Rows without filter: what palettes compress best with (PNG specification, 12.7). */
export function plainRows(rows: Uint8Array, stride: number): Buffer {
  const height = rows.length / stride;
  const plain = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y++) plain.set(rows.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return plain;
}
