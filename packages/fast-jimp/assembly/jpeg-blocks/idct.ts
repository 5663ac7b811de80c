// Inverse DCTs (T.81, A.3.3) to 8x8, 4x4 and 2x2 samples. A reduced transform takes the lowest frequencies alone and is
// the exact inverse for them. A coefficient beyond the range of encoders wraps around and affects its own block only.
import { COEFFICIENTS } from "./coefficients";
import { toSample } from "./samples";

/** Between the two passes of a transform. */
const WORK = memory.data(64 * 4, 16);

const TURNED = memory.data(64 * 4, 16);

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
const FIX_0_298: i32 = 2446;
const FIX_0_390: i32 = 3196;
const FIX_0_541: i32 = 4433;
const FIX_0_765: i32 = 6270;
const FIX_0_899: i32 = 7373;
const FIX_1_175: i32 = 9633;
const FIX_1_306: i32 = 10703;
const FIX_1_501: i32 = 12299;
const FIX_1_847: i32 = 15137;
const FIX_1_961: i32 = 16069;
const FIX_2_053: i32 = 16819;
const FIX_2_562: i32 = 20995;
const FIX_3_072: i32 = 25172;

// @inline
function times(a: v128, constant: i32): v128 {
  return i32x4.mul(a, i32x4.splat(constant));
}

/**
 * One pass over four rows or columns, after Loeffler, Ligtenberg and Moschytz (1989); 16 bytes from one to the next.
 */
// @inline
function pass8(from: usize, to: usize, step: usize, bias: i32, shift: i32): void {
  const s0 = v128.load(from);
  const s1 = v128.load(from + step);
  const s2 = v128.load(from + 2 * step);
  const s3 = v128.load(from + 3 * step);
  const s4 = v128.load(from + 4 * step);
  const s5 = v128.load(from + 5 * step);
  const s6 = v128.load(from + 6 * step);
  const s7 = v128.load(from + 7 * step);
  const z1 = times(i32x4.add(s2, s6), FIX_0_541);
  const t2 = i32x4.sub(z1, times(s6, FIX_1_847));
  const t3 = i32x4.add(z1, times(s2, FIX_0_765));
  const t0 = i32x4.add(i32x4.shl(i32x4.add(s0, s4), CONST_BITS), i32x4.splat(bias));
  const t1 = i32x4.add(i32x4.shl(i32x4.sub(s0, s4), CONST_BITS), i32x4.splat(bias));
  const e0 = i32x4.add(t0, t3);
  const e3 = i32x4.sub(t0, t3);
  const e1 = i32x4.add(t1, t2);
  const e2 = i32x4.sub(t1, t2);
  const s73 = i32x4.add(s7, s3);
  const s51 = i32x4.add(s5, s1);
  const z5 = times(i32x4.add(s73, s51), FIX_1_175);
  const za = times(i32x4.add(s7, s1), -FIX_0_899);
  const zb = times(i32x4.add(s5, s3), -FIX_2_562);
  const zc = i32x4.sub(z5, times(s73, FIX_1_961));
  const zd = i32x4.sub(z5, times(s51, FIX_0_390));
  const o3 = i32x4.add(i32x4.add(times(s7, FIX_0_298), za), zc);
  const o2 = i32x4.add(i32x4.add(times(s5, FIX_2_053), zb), zd);
  const o1 = i32x4.add(i32x4.add(times(s3, FIX_3_072), zb), zc);
  const o0 = i32x4.add(i32x4.add(times(s1, FIX_1_501), za), zd);
  v128.store(to, i32x4.shr_s(i32x4.add(e0, o0), shift));
  v128.store(to + step, i32x4.shr_s(i32x4.add(e1, o1), shift));
  v128.store(to + 2 * step, i32x4.shr_s(i32x4.add(e2, o2), shift));
  v128.store(to + 3 * step, i32x4.shr_s(i32x4.add(e3, o3), shift));
  v128.store(to + 4 * step, i32x4.shr_s(i32x4.sub(e3, o3), shift));
  v128.store(to + 5 * step, i32x4.shr_s(i32x4.sub(e2, o2), shift));
  v128.store(to + 6 * step, i32x4.shr_s(i32x4.sub(e1, o1), shift));
  v128.store(to + 7 * step, i32x4.shr_s(i32x4.sub(e0, o0), shift));
}

/** Turns 4x4 numbers over; `step` bytes from one row to the next. */
// @inline
function turn4(from: usize, to: usize, step: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}

function turn8(from: usize, to: usize): void {
  turn4(from, to, 32);
  turn4(from + 16, to + 128, 32);
  turn4(from + 128, to + 16, 32);
  turn4(from + 144, to + 144, 32);
}

function idct8(out: usize, stride: i32): void {
  pass8(COEFFICIENTS, WORK, 32, FIRST_BIAS, FIRST_SHIFT);
  pass8(COEFFICIENTS + 16, WORK + 16, 32, FIRST_BIAS, FIRST_SHIFT);
  turn8(WORK, TURNED);
  pass8(TURNED, WORK, 32, LAST_BIAS, LAST_SHIFT);
  pass8(TURNED + 16, WORK + 16, 32, LAST_BIAS, LAST_SHIFT);
  turn8(WORK, TURNED);
  for (let y: usize = 0; y < 256; y += 32) {
    const row = i16x8.narrow_i32x4_s(v128.load(TURNED + y), v128.load(TURNED + y + 16));
    v128.store_lane<i64>(out, i8x16.narrow_i16x8_u(row, row), 0);
    out += stride;
  }
}

/** One pass over four rows or columns of 4x4. */
// @inline
function pass4(from: usize, to: usize, bias: i32, shift: i32): void {
  const s0 = v128.load(from);
  const s1 = v128.load(from + 16);
  const s2 = v128.load(from + 32);
  const s3 = v128.load(from + 48);
  const e0 = i32x4.add(i32x4.shl(i32x4.add(s0, s2), CONST_BITS), i32x4.splat(bias));
  const e1 = i32x4.add(i32x4.shl(i32x4.sub(s0, s2), CONST_BITS), i32x4.splat(bias));
  const o0 = i32x4.add(times(s1, FIX_1_306), times(s3, FIX_0_541));
  const o1 = i32x4.sub(times(s1, FIX_0_541), times(s3, FIX_1_306));
  v128.store(to, i32x4.shr_s(i32x4.add(e0, o0), shift));
  v128.store(to + 16, i32x4.shr_s(i32x4.add(e1, o1), shift));
  v128.store(to + 32, i32x4.shr_s(i32x4.sub(e1, o1), shift));
  v128.store(to + 48, i32x4.shr_s(i32x4.sub(e0, o0), shift));
}

function idct4(out: usize, stride: i32): void {
  pass4(COEFFICIENTS, WORK, FIRST_BIAS, FIRST_SHIFT);
  turn4(WORK, WORK, 16);
  pass4(WORK, WORK, LAST_BIAS, LAST_SHIFT);
  turn4(WORK, WORK, 16);
  for (let y: usize = 0; y < 64; y += 16) {
    const row = v128.load(WORK + y);
    const narrow = i16x8.narrow_i32x4_s(row, row);
    v128.store_lane<i32>(out, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    out += stride;
  }
}

function idct2(out: usize, stride: i32): void {
  const dc = load<i32>(COEFFICIENTS) + 4;
  const across = load<i32>(COEFFICIENTS, 4);
  const down = load<i32>(COEFFICIENTS, 8);
  const both = load<i32>(COEFFICIENTS, 12);
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
