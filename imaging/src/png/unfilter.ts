import { corruptPng } from "./corrupt";
import { unfilterPaeth } from "./unfilter-paeth";

/**
 * Reverses the filter of one row (PNG specification, 9.2): bytes of `source` from `from` become the first `length` bytes of
 * `row`. `above` is the row before it, zeros for the first. `step` is the distance of a byte from the one it is predicted
 * by, in the pixel to the left: 1, 2, 3, 4, 6 or 8.
 *
 * @throws IMAGE_CORRUPT for a filter that does not exist
 */
export function unfilter(
  filter: number,
  source: Uint8Array,
  from: number,
  row: Uint8Array,
  above: Uint8Array,
  length: number,
  step: number,
): void {
  if (filter === 0) for (let at = 0; at < length; at++) row[at] = source[from + at] as number;
  else if (filter === 1) unfilterSub(source, from, row, length, step);
  else if (filter === 2) {
    for (let at = 0; at < length; at++) row[at] = (source[from + at] as number) + (above[at] as number);
  } else if (filter === 3) unfilterAverage(source, from, row, above, length, step);
  else if (filter === 4) unfilterPaeth(source, from, row, above, length, step);
  else throw corruptPng(`unknown filter ${filter}`);
}

function unfilterSub(source: Uint8Array, from: number, row: Uint8Array, length: number, step: number): void {
  for (let at = 0; at < step; at++) row[at] = source[from + at] as number;
  for (let at = step; at < length; at++) row[at] = (source[from + at] as number) + (row[at - step] as number);
}

function unfilterAverage(
  source: Uint8Array,
  from: number,
  row: Uint8Array,
  above: Uint8Array,
  length: number,
  step: number,
): void {
  for (let at = 0; at < step; at++) row[at] = (source[from + at] as number) + ((above[at] as number) >> 1);
  for (let at = step; at < length; at++) {
    row[at] = (source[from + at] as number) + (((row[at - step] as number) + (above[at] as number)) >> 1);
  }
}
