import { clampByte, saturateInt16 } from "../integers";
import type { LoopMemory } from "../memory";
import { toSample } from "./samples";

// Inverse DCTs (T.81, A.3.3) to 8x8, 4x4 and 2x2 samples. A reduced transform takes the lowest frequencies alone and is
// the exact inverse for them. Coefficients have 16 bits: one beyond that wraps around and affects its own block only.
// Between the passes of 8x8 numbers beyond 16 bits are cut to them, which those of encoders never reach.

/** Fractional bits of the constants. */
const CONST_BITS = 13;
/** Fractional bits of what the first pass hands to the second. */
const PASS_BITS = 2;
const FIRST_SHIFT = CONST_BITS - PASS_BITS;
const LAST_SHIFT = CONST_BITS + PASS_BITS + 3;
const FIRST_BIAS = 1 << (FIRST_SHIFT - 1);
/** Half of the last place, and the level shift by 128. */
const LAST_BIAS = (1 << (LAST_SHIFT - 1)) + (128 << LAST_SHIFT);

// Constants times 1 << CONST_BITS.
const FIX_0_298 = 2446;
const FIX_0_390 = 3196;
const FIX_0_541 = 4433;
const FIX_0_765 = 6270;
const FIX_0_899 = 7373;
const FIX_1_175 = 9633;
const FIX_1_306 = 10703;
const FIX_1_501 = 12299;
const FIX_1_847 = 15137;
const FIX_1_961 = 16069;
const FIX_2_053 = 16819;
const FIX_2_562 = 20995;
const FIX_3_072 = 25172;

const { imul } = Math;

/** One row or column: numbers at `at`, `at + step`, …; the result takes their places. */
type Pass = (data: Int32Array, at: number, step: number, bias: number, shift: number) => void;

/** One pass over a row or column, after Loeffler, Ligtenberg and Moschytz (1989). */
function pass8(data: Int32Array, at: number, step: number, bias: number, shift: number): void {
  const s0 = data[at] as number;
  const s1 = data[at + step] as number;
  const s2 = data[at + 2 * step] as number;
  const s3 = data[at + 3 * step] as number;
  const s4 = data[at + 4 * step] as number;
  const s5 = data[at + 5 * step] as number;
  const s6 = data[at + 6 * step] as number;
  const s7 = data[at + 7 * step] as number;
  const z1 = imul(s2 + s6, FIX_0_541);
  const t2 = z1 - imul(s6, FIX_1_847);
  const t3 = z1 + imul(s2, FIX_0_765);
  const t0 = ((s0 + s4) << CONST_BITS) + bias;
  const t1 = ((s0 - s4) << CONST_BITS) + bias;
  const e0 = t0 + t3;
  const e3 = t0 - t3;
  const e1 = t1 + t2;
  const e2 = t1 - t2;
  const z5 = imul(s7 + s3 + s5 + s1, FIX_1_175);
  const za = imul(s7 + s1, -FIX_0_899);
  const zb = imul(s5 + s3, -FIX_2_562);
  const zc = z5 - imul(s7 + s3, FIX_1_961);
  const zd = z5 - imul(s5 + s1, FIX_0_390);
  const o3 = imul(s7, FIX_0_298) + za + zc;
  const o2 = imul(s5, FIX_2_053) + zb + zd;
  const o1 = imul(s3, FIX_3_072) + zb + zc;
  const o0 = imul(s1, FIX_1_501) + za + zd;
  data[at] = (e0 + o0) >> shift;
  data[at + step] = (e1 + o1) >> shift;
  data[at + 2 * step] = (e2 + o2) >> shift;
  data[at + 3 * step] = (e3 + o3) >> shift;
  data[at + 4 * step] = (e3 - o3) >> shift;
  data[at + 5 * step] = (e2 - o2) >> shift;
  data[at + 6 * step] = (e1 - o1) >> shift;
  data[at + 7 * step] = (e0 - o0) >> shift;
}

/** One pass over a row or column of 4x4. */
function pass4(data: Int32Array, at: number, step: number, bias: number, shift: number): void {
  const s0 = data[at] as number;
  const s1 = data[at + step] as number;
  const s2 = data[at + 2 * step] as number;
  const s3 = data[at + 3 * step] as number;
  const e0 = ((s0 + s2) << CONST_BITS) + bias;
  const e1 = ((s0 - s2) << CONST_BITS) + bias;
  const o0 = imul(s1, FIX_1_306) + imul(s3, FIX_0_541);
  const o1 = imul(s1, FIX_0_541) - imul(s3, FIX_1_306);
  data[at] = (e0 + o0) >> shift;
  data[at + step] = (e1 + o1) >> shift;
  data[at + 2 * step] = (e1 - o1) >> shift;
  data[at + 3 * step] = (e0 - o0) >> shift;
}

/** The numbers between the passes. */
const data = new Int32Array(64);

/** Columns first, then rows. */
function separable(memory: LoopMemory, pass: Pass, size: number, out: number, stride: number): void {
  for (let x = 0; x < size; x++) pass(data, x, size, FIRST_BIAS, FIRST_SHIFT);
  if (size === 8) for (let i = 0; i < 64; i++) data[i] = saturateInt16(data[i] as number);
  for (let y = 0; y < size; y++) {
    pass(data, y * size, 1, LAST_BIAS, LAST_SHIFT);
    for (let x = 0; x < size; x++) memory.setU8(out + y * stride + x, clampByte(data[y * size + x] as number));
  }
}

function idct2(memory: LoopMemory, out: number, stride: number): void {
  const dc = (data[0] as number) + 4;
  const across = data[1] as number;
  const down = data[2] as number;
  const both = data[3] as number;
  memory.setU8(out, toSample((dc + across + down + both) >> 3));
  memory.setU8(out + 1, toSample((dc - across + down - both) >> 3));
  memory.setU8(out + stride, toSample((dc + across - down - both) >> 3));
  memory.setU8(out + stride + 1, toSample((dc - across - down + both) >> 3));
}

/**
 * Transforms a block.
 *
 * @param coefficients the first scale x scale of them, row by row
 * @param scale 2, 4 or 8
 */
export function transform(
  memory: LoopMemory,
  coefficients: Int16Array,
  scale: number,
  out: number,
  stride: number,
): void {
  for (let i = 0; i < scale * scale; i++) data[i] = coefficients[i] as number;
  if (scale === 8) separable(memory, pass8, 8, out, stride);
  else if (scale === 4) separable(memory, pass4, 4, out, stride);
  else idct2(memory, out, stride);
}
