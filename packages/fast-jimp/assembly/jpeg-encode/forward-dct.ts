const C4: f32 = 0.7071067811865476;
const C6: f32 = 0.38268343236508984;
const C2_MINUS_C6: f32 = 0.5411961001461971;
const C2_PLUS_C6: f32 = 1.3065629648763766;

// @inline
function scaledBy(a: v128, factor: f32): v128 {
  return f32x4.mul(a, f32x4.splat(factor));
}

/**
 * Forward DCT of four columns, after Arai, Agui and Nakajima (1988): five multiplications each. The result is larger
 * than that of T.81, A.3.3 by what src/jpeg/quality.ts takes out of the divisors.
 */
// @inline
function forward(from: usize, stride: usize, to: usize): void {
  const s0 = v128.load(from);
  const s1 = v128.load(from + stride);
  const s2 = v128.load(from + 2 * stride);
  const s3 = v128.load(from + 3 * stride);
  const s4 = v128.load(from + 4 * stride);
  const s5 = v128.load(from + 5 * stride);
  const s6 = v128.load(from + 6 * stride);
  const s7 = v128.load(from + 7 * stride);
  const even0 = f32x4.add(s0, s7);
  const even1 = f32x4.add(s1, s6);
  const even2 = f32x4.add(s2, s5);
  const even3 = f32x4.add(s3, s4);
  const outer = f32x4.add(even0, even3);
  const inner = f32x4.add(even1, even2);
  const difference = f32x4.sub(even0, even3);
  const turned = scaledBy(f32x4.add(f32x4.sub(even1, even2), difference), C4);
  const last = f32x4.sub(s0, s7);
  const odd0 = f32x4.add(f32x4.sub(s3, s4), f32x4.sub(s2, s5));
  const odd1 = f32x4.add(f32x4.sub(s2, s5), f32x4.sub(s1, s6));
  const odd2 = f32x4.add(f32x4.sub(s1, s6), last);
  const shared = scaledBy(f32x4.sub(odd0, odd2), C6);
  const low = f32x4.add(scaledBy(odd0, C2_MINUS_C6), shared);
  const high = f32x4.add(scaledBy(odd2, C2_PLUS_C6), shared);
  const middle = scaledBy(odd1, C4);
  const sum = f32x4.add(last, middle);
  const rest = f32x4.sub(last, middle);
  v128.store(to, f32x4.add(outer, inner));
  v128.store(to + 32, f32x4.add(sum, high));
  v128.store(to + 64, f32x4.add(difference, turned));
  v128.store(to + 96, f32x4.sub(rest, low));
  v128.store(to + 128, f32x4.sub(outer, inner));
  v128.store(to + 160, f32x4.add(rest, low));
  v128.store(to + 192, f32x4.sub(difference, turned));
  v128.store(to + 224, f32x4.sub(sum, high));
}

/** Turns 4x4 numbers over; 32 bytes from one row to the next. */
// @inline
function turn(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 96);
}

/** Coefficients of a block, column by column, 32-bit floating-point numbers. */
export const COLUMNS = memory.data(64 * 4, 16);
const TURNED_OVER = memory.data(64 * 4, 16);

/** Transforms a block of samples into {@link COLUMNS}. */
// @inline
export function transform(samples: usize, stride: usize): void {
  forward(samples, stride, COLUMNS);
  forward(samples + 16, stride, COLUMNS + 16);
  turn(COLUMNS, TURNED_OVER);
  turn(COLUMNS + 16, TURNED_OVER + 128);
  turn(COLUMNS + 128, TURNED_OVER + 16);
  turn(COLUMNS + 144, TURNED_OVER + 144);
  forward(TURNED_OVER, 32, COLUMNS);
  forward(TURNED_OVER + 16, 32, COLUMNS + 16);
}
