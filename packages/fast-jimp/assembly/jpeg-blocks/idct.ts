// Inverse DCTs (T.81, A.3.3) to 8x8, 4x4 and 2x2 samples. A reduced transform takes the lowest frequencies alone and is
// the exact inverse for them. Coefficients have 16 bits: one beyond that wraps around and affects its own block only.
import { COEFFICIENTS } from "./coefficients";
import { toSample } from "./samples";

/** Between the two passes of a transform to 4x4. */
const WORK = memory.data(16 * 4, 16);

/** Fractional bits of the constants. */
const CONST_BITS: i32 = 13;
/** Fractional bits of what the first pass hands to the second. */
const PASS_BITS: i32 = 2;
const FIRST_SHIFT: i32 = CONST_BITS - PASS_BITS;
const LAST_SHIFT: i32 = CONST_BITS + PASS_BITS + 3;
const FIRST_BIAS: i32 = 1 << (FIRST_SHIFT - 1);
/** Half of the last place, and the level shift by 128. */
const LAST_BIAS: i32 = (1 << (LAST_SHIFT - 1)) + (128 << LAST_SHIFT);

// Constants times 1 << CONST_BITS.
const FIX_0_541: i32 = 4433;
const FIX_1_306: i32 = 10703;

// @inline
function times(a: v128, constant: i32): v128 {
  return i32x4.mul(a, i32x4.splat(constant));
}

/** Two factors, as often as they fit: for numbers side by side. */
// @inline
function pair(first: i32, second: i32): v128 {
  return i32x4.splat((first & 0xffff) | (second << 16));
}

/** Eight sums, shifted, to 16 bits, saturated. */
// @inline
function descaled(low: v128, high: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(low, shift), i32x4.shr_s(high, shift));
}

/** Turns 8x8 numbers of 16 bits over, 16 bytes from one row to the next. */
// @inline
function turn8(at: usize): void {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const e = v128.load(at, 64);
  const f = v128.load(at, 80);
  const g = v128.load(at, 96);
  const h = v128.load(at, 112);
  const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  const abHigh = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  const cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
  const cdHigh = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
  const ef = v128.shuffle<i16>(e, f, 0, 8, 1, 9, 2, 10, 3, 11);
  const efHigh = v128.shuffle<i16>(e, f, 4, 12, 5, 13, 6, 14, 7, 15);
  const gh = v128.shuffle<i16>(g, h, 0, 8, 1, 9, 2, 10, 3, 11);
  const ghHigh = v128.shuffle<i16>(g, h, 4, 12, 5, 13, 6, 14, 7, 15);
  const abcd0 = v128.shuffle<i32>(ab, cd, 0, 4, 1, 5);
  const abcd2 = v128.shuffle<i32>(ab, cd, 2, 6, 3, 7);
  const abcd4 = v128.shuffle<i32>(abHigh, cdHigh, 0, 4, 1, 5);
  const abcd6 = v128.shuffle<i32>(abHigh, cdHigh, 2, 6, 3, 7);
  const efgh0 = v128.shuffle<i32>(ef, gh, 0, 4, 1, 5);
  const efgh2 = v128.shuffle<i32>(ef, gh, 2, 6, 3, 7);
  const efgh4 = v128.shuffle<i32>(efHigh, ghHigh, 0, 4, 1, 5);
  const efgh6 = v128.shuffle<i32>(efHigh, ghHigh, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<i64>(abcd0, efgh0, 0, 2));
  v128.store(at, v128.shuffle<i64>(abcd0, efgh0, 1, 3), 16);
  v128.store(at, v128.shuffle<i64>(abcd2, efgh2, 0, 2), 32);
  v128.store(at, v128.shuffle<i64>(abcd2, efgh2, 1, 3), 48);
  v128.store(at, v128.shuffle<i64>(abcd4, efgh4, 0, 2), 64);
  v128.store(at, v128.shuffle<i64>(abcd4, efgh4, 1, 3), 80);
  v128.store(at, v128.shuffle<i64>(abcd6, efgh6, 0, 2), 96);
  v128.store(at, v128.shuffle<i64>(abcd6, efgh6, 1, 3), 112);
}

/**
 * One pass over eight rows or columns in their places, after Loeffler, Ligtenberg and Moschytz (1989), their factors
 * multiplied out, so that two numbers of 16 bits at a time give exact sums.
 */
// @inline
function pass8(at: usize, bias: i32, shift: i32): void {
  const s0 = v128.load(at);
  const s1 = v128.load(at, 16);
  const s2 = v128.load(at, 32);
  const s3 = v128.load(at, 48);
  const s4 = v128.load(at, 64);
  const s5 = v128.load(at, 80);
  const s6 = v128.load(at, 96);
  const s7 = v128.load(at, 112);
  const s04 = v128.shuffle<i16>(s0, s4, 0, 8, 1, 9, 2, 10, 3, 11);
  const s04High = v128.shuffle<i16>(s0, s4, 4, 12, 5, 13, 6, 14, 7, 15);
  const s26 = v128.shuffle<i16>(s2, s6, 0, 8, 1, 9, 2, 10, 3, 11);
  const s26High = v128.shuffle<i16>(s2, s6, 4, 12, 5, 13, 6, 14, 7, 15);
  const s13 = v128.shuffle<i16>(s1, s3, 0, 8, 1, 9, 2, 10, 3, 11);
  const s13High = v128.shuffle<i16>(s1, s3, 4, 12, 5, 13, 6, 14, 7, 15);
  const s57 = v128.shuffle<i16>(s5, s7, 0, 8, 1, 9, 2, 10, 3, 11);
  const s57High = v128.shuffle<i16>(s5, s7, 4, 12, 5, 13, 6, 14, 7, 15);
  const half = i32x4.splat(bias);
  const sum = pair(1 << CONST_BITS, 1 << CONST_BITS);
  const difference = pair(1 << CONST_BITS, -(1 << CONST_BITS));
  const t0 = i32x4.add(i32x4.dot_i16x8_s(s04, sum), half);
  const t0High = i32x4.add(i32x4.dot_i16x8_s(s04High, sum), half);
  const t1 = i32x4.add(i32x4.dot_i16x8_s(s04, difference), half);
  const t1High = i32x4.add(i32x4.dot_i16x8_s(s04High, difference), half);
  const outer = pair(10703, 4433);
  const inner = pair(4433, -10704);
  const t3 = i32x4.dot_i16x8_s(s26, outer);
  const t3High = i32x4.dot_i16x8_s(s26High, outer);
  const t2 = i32x4.dot_i16x8_s(s26, inner);
  const t2High = i32x4.dot_i16x8_s(s26High, inner);

  let odd = i32x4.add(i32x4.dot_i16x8_s(s13, pair(11363, 9633)), i32x4.dot_i16x8_s(s57, pair(6437, 2260)));
  let oddHigh = i32x4.add(i32x4.dot_i16x8_s(s13High, pair(11363, 9633)), i32x4.dot_i16x8_s(s57High, pair(6437, 2260)));
  let even = i32x4.add(t0, t3);
  let evenHigh = i32x4.add(t0High, t3High);
  v128.store(at, descaled(i32x4.add(even, odd), i32x4.add(evenHigh, oddHigh), shift));
  v128.store(at, descaled(i32x4.sub(even, odd), i32x4.sub(evenHigh, oddHigh), shift), 112);

  odd = i32x4.add(i32x4.dot_i16x8_s(s13, pair(9633, -2259)), i32x4.dot_i16x8_s(s57, pair(-11362, -6436)));
  oddHigh = i32x4.add(i32x4.dot_i16x8_s(s13High, pair(9633, -2259)), i32x4.dot_i16x8_s(s57High, pair(-11362, -6436)));
  even = i32x4.add(t1, t2);
  evenHigh = i32x4.add(t1High, t2High);
  v128.store(at, descaled(i32x4.add(even, odd), i32x4.add(evenHigh, oddHigh), shift), 16);
  v128.store(at, descaled(i32x4.sub(even, odd), i32x4.sub(evenHigh, oddHigh), shift), 96);

  odd = i32x4.add(i32x4.dot_i16x8_s(s13, pair(6437, -11362)), i32x4.dot_i16x8_s(s57, pair(2261, 9633)));
  oddHigh = i32x4.add(i32x4.dot_i16x8_s(s13High, pair(6437, -11362)), i32x4.dot_i16x8_s(s57High, pair(2261, 9633)));
  even = i32x4.sub(t1, t2);
  evenHigh = i32x4.sub(t1High, t2High);
  v128.store(at, descaled(i32x4.add(even, odd), i32x4.add(evenHigh, oddHigh), shift), 32);
  v128.store(at, descaled(i32x4.sub(even, odd), i32x4.sub(evenHigh, oddHigh), shift), 80);

  odd = i32x4.add(i32x4.dot_i16x8_s(s13, pair(2260, -6436)), i32x4.dot_i16x8_s(s57, pair(9633, -11363)));
  oddHigh = i32x4.add(i32x4.dot_i16x8_s(s13High, pair(2260, -6436)), i32x4.dot_i16x8_s(s57High, pair(9633, -11363)));
  even = i32x4.sub(t0, t3);
  evenHigh = i32x4.sub(t0High, t3High);
  v128.store(at, descaled(i32x4.add(even, odd), i32x4.add(evenHigh, oddHigh), shift), 48);
  v128.store(at, descaled(i32x4.sub(even, odd), i32x4.sub(evenHigh, oddHigh), shift), 64);
}

/** Turns the 4x4 numbers between the passes over. */
// @inline
function turn4(): void {
  const a = v128.load(WORK);
  const b = v128.load(WORK, 16);
  const c = v128.load(WORK, 32);
  const d = v128.load(WORK, 48);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(WORK, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(WORK, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(WORK, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 32);
  v128.store(WORK, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 48);
}

// @inline
function zipBytes(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @inline
function zipBytesHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Two rows of eight bytes. */
// @inline
function storeRows(out: usize, stride: i32, rows: v128): void {
  v128.store_lane<i64>(out, rows, 0);
  v128.store_lane<i64>(out + stride, rows, 1);
}

/** Columns of eight numbers of 16 bits to rows of bytes. */
// @inline
function storeTurned(columns: usize, out: usize, stride: i32): void {
  const c04 = i8x16.narrow_i16x8_u(v128.load(columns), v128.load(columns, 64));
  const c15 = i8x16.narrow_i16x8_u(v128.load(columns, 16), v128.load(columns, 80));
  const c26 = i8x16.narrow_i16x8_u(v128.load(columns, 32), v128.load(columns, 96));
  const c37 = i8x16.narrow_i16x8_u(v128.load(columns, 48), v128.load(columns, 112));
  const c01 = zipBytes(c04, c15);
  const c45 = zipBytesHigh(c04, c15);
  const c23 = zipBytes(c26, c37);
  const c67 = zipBytesHigh(c26, c37);
  // Of the left and of the right half of the upper, and of the lower four rows.
  const upper = v128.shuffle<i16>(c01, c23, 0, 8, 1, 9, 2, 10, 3, 11);
  const lower = v128.shuffle<i16>(c01, c23, 4, 12, 5, 13, 6, 14, 7, 15);
  const upperRight = v128.shuffle<i16>(c45, c67, 0, 8, 1, 9, 2, 10, 3, 11);
  const lowerRight = v128.shuffle<i16>(c45, c67, 4, 12, 5, 13, 6, 14, 7, 15);
  storeRows(out, stride, v128.shuffle<i32>(upper, upperRight, 0, 4, 1, 5));
  storeRows(out + 2 * stride, stride, v128.shuffle<i32>(upper, upperRight, 2, 6, 3, 7));
  storeRows(out + 4 * stride, stride, v128.shuffle<i32>(lower, lowerRight, 0, 4, 1, 5));
  storeRows(out + 6 * stride, stride, v128.shuffle<i32>(lower, lowerRight, 2, 6, 3, 7));
}

/** Overwrites the coefficients. */
function idct8(out: usize, stride: i32): void {
  pass8(COEFFICIENTS, FIRST_BIAS, FIRST_SHIFT);
  turn8(COEFFICIENTS);
  pass8(COEFFICIENTS, LAST_BIAS, LAST_SHIFT);
  storeTurned(COEFFICIENTS, out, stride);
}

/** One pass over four rows or columns of 4x4. */
// @inline
function pass4(s0: v128, s1: v128, s2: v128, s3: v128, bias: i32, shift: i32): void {
  const e0 = i32x4.add(i32x4.shl(i32x4.add(s0, s2), CONST_BITS), i32x4.splat(bias));
  const e1 = i32x4.add(i32x4.shl(i32x4.sub(s0, s2), CONST_BITS), i32x4.splat(bias));
  const o0 = i32x4.add(times(s1, FIX_1_306), times(s3, FIX_0_541));
  const o1 = i32x4.sub(times(s1, FIX_0_541), times(s3, FIX_1_306));
  v128.store(WORK, i32x4.shr_s(i32x4.add(e0, o0), shift));
  v128.store(WORK, i32x4.shr_s(i32x4.add(e1, o1), shift), 16);
  v128.store(WORK, i32x4.shr_s(i32x4.sub(e1, o1), shift), 32);
  v128.store(WORK, i32x4.shr_s(i32x4.sub(e0, o0), shift), 48);
}

function idct4(out: usize, stride: i32): void {
  pass4(
    v128.load_ext<i16>(COEFFICIENTS),
    v128.load_ext<i16>(COEFFICIENTS, 8),
    v128.load_ext<i16>(COEFFICIENTS, 16),
    v128.load_ext<i16>(COEFFICIENTS, 24),
    FIRST_BIAS,
    FIRST_SHIFT,
  );
  turn4();
  pass4(v128.load(WORK), v128.load(WORK, 16), v128.load(WORK, 32), v128.load(WORK, 48), LAST_BIAS, LAST_SHIFT);
  turn4();
  for (let y: usize = 0; y < 64; y += 16) {
    const row = v128.load(WORK + y);
    const narrow = i16x8.narrow_i32x4_s(row, row);
    v128.store_lane<i32>(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    out += stride;
  }
}

function idct2(out: usize, stride: i32): void {
  const dc = <i32>load<i16>(COEFFICIENTS) + 4;
  const across = <i32>load<i16>(COEFFICIENTS, 2);
  const down = <i32>load<i16>(COEFFICIENTS, 4);
  const both = <i32>load<i16>(COEFFICIENTS, 6);
  store<u8>(out, toSample((dc + across + down + both) >> 3));
  store<u8>(out, toSample((dc - across + down - both) >> 3), 1);
  store<u8>(out + stride, toSample((dc + across - down - both) >> 3));
  store<u8>(out + stride, toSample((dc - across - down + both) >> 3), 1);
}

// @inline
export function transform(scale: i32, out: usize, stride: i32): void {
  if (scale === 8) idct8(out, stride);
  else if (scale === 4) idct4(out, stride);
  else idct2(out, stride);
}
