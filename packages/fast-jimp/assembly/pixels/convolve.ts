// Inner loops of the resize. Samples between the loops are 16-bit integers with 6 fractional bits; weights are 16-bit
// integers with 14. Runs of weights are padded with zeros to whole groups, so a loop may read a few samples beyond a
// row or a plane: the caller allocates them, and their weights are 0. Rows are rounded up to whole vectors.

const HALF_ACROSS: i32 = 1 << 7;
const HALF_DOWN: i32 = 1 << 13;

/** The sums of four vectors' lanes. */
// @inline
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

/**
 * Rows of bytes to rows of `count` samples; four rows at a time.
 *
 * @param rows rounded up to a multiple of 4
 * @param taps a multiple of 8
 */
export function acrossBytes(
  src: usize,
  stride: usize,
  rows: i32,
  starts: usize,
  weights: usize,
  taps: i32,
  count: i32,
  out: usize,
  outStride: usize,
): void {
  assert(taps % 8 === 0);
  for (let y = 0; y < rows; y += 4) {
    for (let x = 0; x < count; x++) {
      let p0 = src + <usize>load<i32>(starts + ((<usize>x) << 2));
      let p1 = p0 + stride;
      let p2 = p1 + stride;
      let p3 = p2 + stride;
      let w = weights + <usize>(x * taps) * 2;
      let a = i32x4.splat(0);
      let b = i32x4.splat(0);
      let c = i32x4.splat(0);
      let d = i32x4.splat(0);
      for (let t = 0; t < taps; t += 8) {
        const weight = v128.load(w);
        a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<u8>(p0), weight));
        b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<u8>(p1), weight));
        c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load_ext<u8>(p2), weight));
        d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load_ext<u8>(p3), weight));
        w += 16;
        p0 += 8;
        p1 += 8;
        p2 += 8;
        p3 += 8;
      }
      const sums = i32x4.shr_s(i32x4.add(sumLanes(a, b, c, d), i32x4.splat(HALF_ACROSS)), 8);
      const samples = i16x8.narrow_i32x4_s(sums, sums);
      const at = out + ((<usize>x) << 1);
      v128.store_lane<i16>(at, samples, 0);
      v128.store_lane<i16>(at + outStride, samples, 1);
      v128.store_lane<i16>(at + 2 * outStride, samples, 2);
      v128.store_lane<i16>(at + 3 * outStride, samples, 3);
    }
    src += stride << 2;
    out += outStride << 2;
  }
}

/**
 * Rows of 4-channel samples to rows of `count` times 4.
 *
 * @param taps a multiple of 2
 */
export function acrossPixels(
  src: usize,
  stride: usize,
  rows: i32,
  starts: usize,
  weights: usize,
  taps: i32,
  count: i32,
  out: usize,
  outStride: usize,
): void {
  assert(taps % 2 === 0);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < count; x++) {
      let p = src + ((<usize>load<i32>(starts + ((<usize>x) << 2))) << 3);
      let w = weights + <usize>(x * taps) * 2;
      let sums = i32x4.splat(HALF_DOWN);
      for (let t = 0; t < taps; t += 2) {
        // Two pixels side by side become pairs of one channel.
        const pixels = v128.load(p);
        const pairs = v128.shuffle<i16>(pixels, pixels, 0, 4, 1, 5, 2, 6, 3, 7);
        sums = i32x4.add(sums, i32x4.dot_i16x8_s(pairs, v128.load_splat<i32>(w)));
        w += 4;
        p += 16;
      }
      sums = i32x4.shr_s(sums, 14);
      v128.store_lane<i64>(out + ((<usize>x) << 3), i16x8.narrow_i32x4_s(sums, sums), 0);
    }
    src += stride;
    out += outStride;
  }
}

/**
 * Rows of opaque RGBA bytes to rows of `count` times 4 samples.
 *
 * @param taps a multiple of 4
 */
export function acrossOpaque(
  src: usize,
  stride: usize,
  rows: i32,
  starts: usize,
  weights: usize,
  taps: i32,
  count: i32,
  out: usize,
  outStride: usize,
): void {
  assert(taps % 4 === 0);
  const zero = i32x4.splat(0);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < count; x++) {
      let p = src + ((<usize>load<i32>(starts + ((<usize>x) << 2))) << 2);
      let w = weights + <usize>(x * taps) * 2;
      let sums = i32x4.splat(HALF_ACROSS);
      for (let t = 0; t < taps; t += 4) {
        // Of four pixels the first two and the last two, widened, side by side by channel.
        const pixels = v128.load(p);
        const first = v128.shuffle<i8>(pixels, zero, 0, 16, 4, 16, 1, 16, 5, 16, 2, 16, 6, 16, 3, 16, 7, 16);
        const last = v128.shuffle<i8>(pixels, zero, 8, 16, 12, 16, 9, 16, 13, 16, 10, 16, 14, 16, 11, 16, 15, 16);
        sums = i32x4.add(sums, i32x4.dot_i16x8_s(first, v128.load_splat<i32>(w)));
        sums = i32x4.add(sums, i32x4.dot_i16x8_s(last, v128.load_splat<i32>(w, 4)));
        w += 8;
        p += 16;
      }
      sums = i32x4.shr_s(sums, 8);
      v128.store_lane<i64>(out + ((<usize>x) << 3), i16x8.narrow_i32x4_s(sums, sums), 0);
    }
    src += stride;
    out += outStride;
  }
}

/**
 * Rows of samples to `count` rows; eight columns at a time.
 *
 * @param width bytes of a row to work on, rounded up to a multiple of 16
 * @param taps a multiple of 2
 */
export function down(
  src: usize,
  stride: usize,
  width: usize,
  starts: usize,
  weights: usize,
  taps: i32,
  count: i32,
  out: usize,
  outStride: usize,
): void {
  assert(taps % 2 === 0);
  assert(width % 16 === 0);
  for (let y = 0; y < count; y++) {
    const first = src + <usize>load<i32>(starts + ((<usize>y) << 2)) * stride;
    const run = weights + <usize>(y * taps) * 2;
    for (let x: usize = 0; x < width; x += 16) {
      let p = first + x;
      let w = run;
      let low = i32x4.splat(HALF_DOWN);
      let high = i32x4.splat(HALF_DOWN);
      for (let t = 0; t < taps; t += 2) {
        const upper = v128.load(p);
        const lower = v128.load(p + stride);
        const weight = v128.load_splat<i32>(w);
        low = i32x4.add(low, i32x4.dot_i16x8_s(v128.shuffle<i16>(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11), weight));
        high = i32x4.add(high, i32x4.dot_i16x8_s(v128.shuffle<i16>(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15), weight));
        w += 4;
        p += stride << 1;
      }
      v128.store(out + x, i16x8.narrow_i32x4_s(i32x4.shr_s(low, 14), i32x4.shr_s(high, 14)));
    }
    out += outStride;
  }
}
