// Loops work in whole vectors or pixels: the caller allocates space after every row.
import { average, paeth } from "./predict";

// @inline
function loadPixel(at: usize): v128 {
  return v128.load32_zero(at);
}

/**
 * Pixels of three or four bytes. A pixel's vector is stored before the next is loaded, so what it has too much is lost.
 */
// @inline
function unfilterPixels(filter: i32, row: usize, above: usize, length: usize, step: usize): void {
  const end = row + length;
  if (filter === 1) {
    let left = i8x16.splat(0);
    let raw = loadPixel(row);
    for (; row < end; row += step) {
      const next = loadPixel(row + step);
      left = i8x16.add(raw, left);
      v128.store_lane<u32>(row, left, 0);
      raw = next;
    }
  } else if (filter === 3) {
    let left = i8x16.splat(0);
    let raw = loadPixel(row);
    for (; row < end; row += step) {
      const next = loadPixel(row + step);
      left = i8x16.add(raw, average(left, loadPixel(above)));
      v128.store_lane<u32>(row, left, 0);
      raw = next;
      above += step;
    }
  } else {
    const byte = i16x8.splat(255);
    let left = i16x8.splat(0);
    let corner = i16x8.splat(0);
    let raw = loadPixel(row);
    for (; row < end; row += step) {
      const next = loadPixel(row + step);
      const up = i16x8.extend_low_i8x16_u(loadPixel(above));
      left = v128.and(i16x8.add(i16x8.extend_low_i8x16_u(raw), paeth(left, up, corner)), byte);
      v128.store_lane<u32>(row, i8x16.narrow_i16x8_u(left, left), 0);
      corner = up;
      raw = next;
      above += step;
    }
  }
}

// @inline
function paethByte(left: i32, up: i32, corner: i32): i32 {
  const toLeft = abs(up - corner);
  const toUp = abs(left - corner);
  const toCorner = abs(left + up - 2 * corner);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

/** Pixels of any size, a byte at a time. */
function unfilterBytes(filter: i32, row: usize, above: usize, length: usize, step: usize): void {
  for (let at: usize = 0; at < length; at++) {
    const left: i32 = at < step ? 0 : load<u8>(row + at - step);
    const up: i32 = load<u8>(above + at);
    let predicted = left;
    if (filter === 3) predicted = (left + up) >> 1;
    else if (filter === 4) predicted = paethByte(left, up, at < step ? 0 : <i32>load<u8>(above + at - step));
    store<u8>(row + at, load<u8>(row + at) + predicted);
  }
}

/** A filter that does not exist. */
const NO_SUCH_FILTER: i32 = -1;

/**
 * Reverses the filter of a row in place (PNG specification, 9.2). Bytes behind the row are left as they were.
 *
 * @param row address of its bytes; the byte before them is the filter type
 * @param above the row before it, zeros for the first
 * @param step distance of a byte from the one it is predicted by, in the pixel to the left
 * @returns 0, or NO_SUCH_FILTER
 */
export function unfilter(row: usize, above: usize, length: usize, step: usize): i32 {
  assert(step >= 1);
  const filter: i32 = load<u8>(row - 1);
  const behind = load<u32>(row + length);
  if (filter > 4) return NO_SUCH_FILTER;
  if (filter === 0) return 0;
  if (filter === 2) {
    let at: usize = 0;
    for (; at + 16 <= length; at += 16) {
      v128.store(row + at, i8x16.add(v128.load(row + at), v128.load(above + at)));
    }
    for (; at < length; at++) store<u8>(row + at, load<u8>(row + at) + load<u8>(above + at));
    return 0;
  }
  if (step === 3) unfilterPixels(filter, row, above, length, 3);
  else if (step === 4) unfilterPixels(filter, row, above, length, 4);
  else unfilterBytes(filter, row, above, length, step);
  store<u32>(row + length, behind);
  return 0;
}
