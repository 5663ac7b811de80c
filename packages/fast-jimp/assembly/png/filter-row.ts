import { average, paeth } from "./predict";

/** Sixteen bytes of ones, and sixteen of zeros behind them. */
const EDGE = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

/** Sum of bytes taken as signed, without their signs. */
// @inline
function cost(sum: v128, bytes: v128, mask: v128): v128 {
  const sizes = v128.and(i8x16.abs(bytes), mask);
  return i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sizes)));
}

// @inline
function total(a: v128): i32 {
  return i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3);
}

// @inline
function paethBytes(left: v128, up: v128, corner: v128): v128 {
  return i8x16.narrow_i16x8_u(
    paeth(i16x8.extend_low_i8x16_u(left), i16x8.extend_low_i8x16_u(up), i16x8.extend_low_i8x16_u(corner)),
    paeth(i16x8.extend_high_i8x16_u(left), i16x8.extend_high_i8x16_u(up), i16x8.extend_high_i8x16_u(corner)),
  );
}

// @inline
function predicted(filter: i32, row: usize, above: usize, step: usize): v128 {
  if (filter === 0) return i8x16.splat(0);
  if (filter === 1) return v128.load(row - step);
  if (filter === 2) return v128.load(above);
  if (filter === 3) return average(v128.load(row - step), v128.load(above));
  return paethBytes(v128.load(row - step), v128.load(above), v128.load(above - step));
}

/**
 * Filters a row with the filter that leaves the smallest sum of absolute differences (PNG specification, 12.7).
 *
 * @param row and `above`: before each are `step` zeros
 * @param out the filter and the filtered bytes; up to 15 bytes behind them are overwritten
 */
export function filterRow(row: usize, above: usize, length: i32, step: usize, out: usize): void {
  assert(step >= 1 && step <= 16);
  let none = i32x4.splat(0);
  let sub = i32x4.splat(0);
  let up = i32x4.splat(0);
  let mean = i32x4.splat(0);
  let nearest = i32x4.splat(0);
  for (let at = 0; at < length; at += 16) {
    const mask = v128.load(EDGE + 16 - <usize>min(16, length - at));
    const from = row + at;
    const over = above + at;
    const bytes = v128.load(from);
    none = cost(none, bytes, mask);
    sub = cost(sub, i8x16.sub(bytes, predicted(1, from, over, step)), mask);
    up = cost(up, i8x16.sub(bytes, predicted(2, from, over, step)), mask);
    mean = cost(mean, i8x16.sub(bytes, predicted(3, from, over, step)), mask);
    nearest = cost(nearest, i8x16.sub(bytes, predicted(4, from, over, step)), mask);
  }
  let filter = 0;
  let least = total(none);
  if (total(sub) < least) {
    filter = 1;
    least = total(sub);
  }
  if (total(up) < least) {
    filter = 2;
    least = total(up);
  }
  if (total(mean) < least) {
    filter = 3;
    least = total(mean);
  }
  if (total(nearest) < least) filter = 4;
  store<u8>(out++, filter);
  for (let at = 0; at < length; at += 16) {
    const bytes = v128.load(row + at);
    v128.store(out + at, i8x16.sub(bytes, predicted(filter, row + at, above + at, step)));
  }
}
