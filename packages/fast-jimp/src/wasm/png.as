// Inner loops of PNG, in AssemblyScript: compiled to WebAssembly with SIMD by build.mjs, kept in png-wasm.ts. Loops
// work in whole vectors or pixels: the caller allocates space after every row.

// @ts-ignore: decorator
@inline
function loadPixel(at: usize): v128 {
  return v128.load32_zero(at);
}

/** Nearest of left, up and corner to left + up - corner (PNG specification, 9.4); 16 bits each. */
// @ts-ignore: decorator
@inline
function paeth(left: v128, up: v128, corner: v128): v128 {
  const upward = i16x8.sub(up, corner);
  const sideways = i16x8.sub(left, corner);
  const toLeft = i16x8.abs(upward);
  const toUp = i16x8.abs(sideways);
  const toCorner = i16x8.abs(i16x8.add(sideways, upward));
  const least = i16x8.min_s(toCorner, i16x8.min_s(toLeft, toUp));
  return v128.bitselect(left, v128.bitselect(up, corner, i16x8.eq(least, toUp)), i16x8.eq(least, toLeft));
}

/** Half of the sum of bytes, rounded down. */
// @ts-ignore: decorator
@inline
function average(a: v128, b: v128): v128 {
  return i8x16.sub(i8x16.avgr_u(a, b), v128.and(v128.xor(a, b), i8x16.splat(1)));
}

/**
 * Pixels of three or four bytes. A pixel's vector is stored before the next is loaded, so what it has too much is lost.
 */
// @ts-ignore: decorator
@inline
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

// @ts-ignore: decorator
@inline
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

/** Adds bytes to 16-bit sums; sixteen at a time. */
export function addRow(row: usize, sums: usize, length: i32): void {
  for (let at = 0; at < length; at += 16) {
    const bytes = v128.load(row);
    v128.store(sums, i16x8.add(v128.load(sums), i16x8.extend_low_i8x16_u(bytes)));
    v128.store(sums, i16x8.add(v128.load(sums, 16), i16x8.extend_high_i8x16_u(bytes)), 16);
    row += 16;
    sums += 32;
  }
}

/** Whether every pixel of a row of RGBA is opaque. */
export function isOpaque(row: usize, pixels: i32): i32 {
  const end = row + (<usize>pixels << 2);
  for (; row + 16 <= end; row += 16) {
    if (!i32x4.all_true(i32x4.ge_u(v128.load(row), i32x4.splat(0xff000000)))) return 0;
  }
  for (; row < end; row += 4) if (load<u8>(row, 3) !== 255) return 0;
  return 1;
}

/**
 * Means of cells of opaque pixels, as RGBA.
 *
 * @param sums of columns, `step` (3 or 4) for each pixel
 * @param width pixels in a row; the last cell may have fewer than `columns`
 * @param rows that were added up
 */
export function meanCells(sums: usize, width: i32, step: usize, columns: i32, rows: i32, out: usize): void {
  for (let x = 0; x < width; x += columns) {
    const across = min(columns, width - x);
    let cell = i32x4.splat(0);
    for (let i = 0; i < across; i++) {
      cell = i32x4.add(cell, v128.load_ext<u16>(sums));
      sums += step << 1;
    }
    // A quarter more than half, of what a sum can differ by, so that halves are rounded up despite the rounding of the
    // factor.
    const factor: f32 = 1 / <f32>(across * rows);
    const mean = f32x4.add(f32x4.mul(f32x4.convert_i32x4_u(cell), f32x4.splat(factor)), f32x4.splat(0.5 + factor / 4));
    const rgba = i32x4.replace_lane(i32x4.trunc_sat_f32x4_u(mean), 3, 255);
    const narrow = i16x8.narrow_i32x4_s(rgba, rgba);
    v128.store_lane<u32>(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    out += 4;
  }
}

/** Sixteen bytes of ones, and sixteen of zeros behind them. */
const edge = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** Sum of bytes taken as signed, without their signs. */
// @ts-ignore: decorator
@inline
function cost(sum: v128, bytes: v128, mask: v128): v128 {
  const sizes = v128.and(i8x16.abs(bytes), mask);
  return i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sizes)));
}

// @ts-ignore: decorator
@inline
function total(a: v128): i32 {
  return i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3);
}

// @ts-ignore: decorator
@inline
function paethBytes(left: v128, up: v128, corner: v128): v128 {
  return i8x16.narrow_i16x8_u(
    paeth(i16x8.extend_low_i8x16_u(left), i16x8.extend_low_i8x16_u(up), i16x8.extend_low_i8x16_u(corner)),
    paeth(i16x8.extend_high_i8x16_u(left), i16x8.extend_high_i8x16_u(up), i16x8.extend_high_i8x16_u(corner)),
  );
}

// @ts-ignore: decorator
@inline
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
  let none = i32x4.splat(0);
  let sub = i32x4.splat(0);
  let up = i32x4.splat(0);
  let mean = i32x4.splat(0);
  let nearest = i32x4.splat(0);
  for (let at = 0; at < length; at += 16) {
    const mask = v128.load(edge + 16 - <usize>min(16, length - at));
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
