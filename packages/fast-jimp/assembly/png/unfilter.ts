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

/** Pixels of two rows, four 16-bit parts of each: of the one below, the pixel before. */
// @inline
function unfilterTwoPixels(raw: v128, left: v128, up: v128, corner: v128): v128 {
  return v128.and(i16x8.add(raw, paeth(left, up, corner)), i16x8.splat(255));
}

/** The pixel above from memory, and below it the one that was just decoded. */
// @inline
function aboveTwo(above: usize, decoded: v128): v128 {
  return i64x2.replace_lane(i16x8.extend_low_i8x16_u(loadPixel(above)), 1, i64x2.extract_lane(decoded, 0));
}

// @inline
function rawOfTwo(row: usize, below: usize): v128 {
  return i16x8.extend_low_i8x16_u(v128.load_lane<u32>(below, loadPixel(row), 1));
}

// @inline
function paethTwoRows(row: usize, above: usize, length: usize, step: usize): void {
  const end = row + length;
  let below = end + 1;
  const filter = load<u8>(end);
  const behind = load<u32>(below + length);
  // The first pixel is predicted by the one above it.
  let raw = rawOfTwo(row + step, below);
  let up = i16x8.extend_low_i8x16_u(loadPixel(above));
  const first = i8x16.add(loadPixel(row), loadPixel(above));
  v128.store_lane<u32>(row, first, 0);
  let left = i64x2.replace_lane(i16x8.extend_low_i8x16_u(first), 1, 0);
  let corner = i64x2.replace_lane(up, 1, 0);
  for (row += step; row < end; row += step) {
    above += step;
    const next = rawOfTwo(row + step, below + step);
    up = aboveTwo(above, left);
    left = unfilterTwoPixels(raw, left, up, corner);
    const bytes = i8x16.narrow_i16x8_u(left, left);
    v128.store_lane<u32>(row, bytes, 0);
    v128.store_lane<u32>(below, bytes, 1);
    corner = up;
    raw = next;
    below += step;
  }
  left = unfilterTwoPixels(raw, left, aboveTwo(above, left), corner);
  v128.store_lane<u32>(below, i8x16.narrow_i16x8_u(left, left), 1);
  store<u8>(end, filter);
  store<u32>(below + step, behind);
}

/**
 * Reverses the Paeth filters of a row and of the one behind it in place, at once: a pixel waits for the one before it.
 * Bytes behind the rows are left as they were.
 *
 * @param row address of the first row's bytes; behind them are the filter type of the second, and its bytes
 * @param above the row before them, zeros for the first
 * @param step bytes of a pixel, 3 or 4
 */
export function unfilterPaethRows(row: usize, above: usize, length: usize, step: usize): void {
  assert(step === 3 || step === 4);
  if (step === 3) paethTwoRows(row, above, length, 3);
  else paethTwoRows(row, above, length, 4);
}
