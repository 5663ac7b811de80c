/**
 * Inverse DCTs (ITU-T T.81, A.3.3) to 8x8, 4x4 and 2x2 samples. Input: dequantised coefficients in rows of the output's
 * size; a reduced transform takes the lowest frequencies alone and is the exact inverse for them. Output: samples,
 * level-shifted by 128 and clamped by the array they go to. All in 32-bit integers: a coefficient that no encoder can have
 * meant wraps around, and only spoils its own block.
 */

const work = new Int32Array(64);

// Fractional bits of the constants, and of what the first pass hands to the second.
const CONST_BITS = 13;
const PASS_BITS = 2;
const fix = (x: number): number => Math.round(x * (1 << CONST_BITS));

const FIX_0_298 = fix(0.298631336);
const FIX_0_390 = fix(0.390180644);
const FIX_0_541 = fix(0.5411961);
const FIX_0_765 = fix(0.765366865);
const FIX_0_899 = fix(0.899976223);
const FIX_1_175 = fix(1.175875602);
const FIX_1_501 = fix(1.50132111);
const FIX_1_847 = fix(1.847759065);
const FIX_1_961 = fix(1.96157056);
const FIX_2_053 = fix(2.053119869);
const FIX_2_562 = fix(2.562915447);
const FIX_3_072 = fix(3.072711026);

/** 8x8, after Loeffler, Ligtenberg and Moschytz (1989): 12 multiplications a row. */
export function idct8(block: Int32Array, out: Uint8ClampedArray, at: number, stride: number): void {
  const first = CONST_BITS - PASS_BITS;
  const firstHalf = 1 << (first - 1);
  for (let i = 0; i < 8; i++) {
    const s0 = block[i] as number;
    const s1 = block[i + 8] as number;
    const s2 = block[i + 16] as number;
    const s3 = block[i + 24] as number;
    const s4 = block[i + 32] as number;
    const s5 = block[i + 40] as number;
    const s6 = block[i + 48] as number;
    const s7 = block[i + 56] as number;
    if ((s1 | s2 | s3 | s4 | s5 | s6 | s7) === 0) {
      const flat = s0 << PASS_BITS;
      for (let j = i; j < 64; j += 8) work[j] = flat;
      continue;
    }
    const z1 = Math.imul(s2 + s6, FIX_0_541);
    const t2 = z1 - Math.imul(s6, FIX_1_847);
    const t3 = z1 + Math.imul(s2, FIX_0_765);
    const t0 = (s0 + s4) << CONST_BITS;
    const t1 = (s0 - s4) << CONST_BITS;
    const e0 = (t0 + t3 + firstHalf) | 0;
    const e3 = (t0 - t3 + firstHalf) | 0;
    const e1 = (t1 + t2 + firstHalf) | 0;
    const e2 = (t1 - t2 + firstHalf) | 0;
    const z5 = Math.imul(s7 + s3 + s5 + s1, FIX_1_175);
    const za = -Math.imul(s7 + s1, FIX_0_899);
    const zb = -Math.imul(s5 + s3, FIX_2_562);
    const zc = z5 - Math.imul(s7 + s3, FIX_1_961);
    const zd = z5 - Math.imul(s5 + s1, FIX_0_390);
    const o3 = Math.imul(s7, FIX_0_298) + za + zc;
    const o2 = Math.imul(s5, FIX_2_053) + zb + zd;
    const o1 = Math.imul(s3, FIX_3_072) + zb + zc;
    const o0 = Math.imul(s1, FIX_1_501) + za + zd;
    work[i] = (e0 + o0) >> first;
    work[i + 56] = (e0 - o0) >> first;
    work[i + 8] = (e1 + o1) >> first;
    work[i + 48] = (e1 - o1) >> first;
    work[i + 16] = (e2 + o2) >> first;
    work[i + 40] = (e2 - o2) >> first;
    work[i + 24] = (e3 + o3) >> first;
    work[i + 32] = (e3 - o3) >> first;
  }
  const last = CONST_BITS + PASS_BITS + 3;
  // Half of the last place, and the level shift by 128.
  const bias = (1 << (last - 1)) + (128 << last);
  for (let i = 0; i < 64; i += 8, at += stride) {
    const s0 = work[i] as number;
    const s1 = work[i + 1] as number;
    const s2 = work[i + 2] as number;
    const s3 = work[i + 3] as number;
    const s4 = work[i + 4] as number;
    const s5 = work[i + 5] as number;
    const s6 = work[i + 6] as number;
    const s7 = work[i + 7] as number;
    const z1 = Math.imul(s2 + s6, FIX_0_541);
    const t2 = z1 - Math.imul(s6, FIX_1_847);
    const t3 = z1 + Math.imul(s2, FIX_0_765);
    const t0 = ((s0 + s4) << CONST_BITS) + bias;
    const t1 = ((s0 - s4) << CONST_BITS) + bias;
    const e0 = (t0 + t3) | 0;
    const e3 = (t0 - t3) | 0;
    const e1 = (t1 + t2) | 0;
    const e2 = (t1 - t2) | 0;
    const z5 = Math.imul(s7 + s3 + s5 + s1, FIX_1_175);
    const za = -Math.imul(s7 + s1, FIX_0_899);
    const zb = -Math.imul(s5 + s3, FIX_2_562);
    const zc = z5 - Math.imul(s7 + s3, FIX_1_961);
    const zd = z5 - Math.imul(s5 + s1, FIX_0_390);
    const o3 = Math.imul(s7, FIX_0_298) + za + zc;
    const o2 = Math.imul(s5, FIX_2_053) + zb + zd;
    const o1 = Math.imul(s3, FIX_3_072) + zb + zc;
    const o0 = Math.imul(s1, FIX_1_501) + za + zd;
    out[at] = (e0 + o0) >> last;
    out[at + 7] = (e0 - o0) >> last;
    out[at + 1] = (e1 + o1) >> last;
    out[at + 6] = (e1 - o1) >> last;
    out[at + 2] = (e2 + o2) >> last;
    out[at + 5] = (e2 - o2) >> last;
    out[at + 3] = (e3 + o3) >> last;
    out[at + 4] = (e3 - o3) >> last;
  }
}

// 4 points: sqrt(2) cos(pi/8) and sqrt(2) cos(3 pi/8).
const FIX_1_306 = fix(1.306562965);

/** 4x4 of the 16 lowest frequencies. */
export function idct4(block: Int32Array, out: Uint8ClampedArray, at: number, stride: number): void {
  const first = CONST_BITS - PASS_BITS;
  for (let i = 0; i < 4; i++) {
    const s0 = block[i] as number;
    const s1 = block[i + 4] as number;
    const s2 = block[i + 8] as number;
    const s3 = block[i + 12] as number;
    const e0 = ((s0 + s2) << CONST_BITS) + (1 << (first - 1));
    const e1 = ((s0 - s2) << CONST_BITS) + (1 << (first - 1));
    const o0 = Math.imul(s1, FIX_1_306) + Math.imul(s3, FIX_0_541);
    const o1 = Math.imul(s1, FIX_0_541) - Math.imul(s3, FIX_1_306);
    work[i] = (e0 + o0) >> first;
    work[i + 4] = (e1 + o1) >> first;
    work[i + 8] = (e1 - o1) >> first;
    work[i + 12] = (e0 - o0) >> first;
  }
  const last = CONST_BITS + PASS_BITS + 3;
  const bias = (1 << (last - 1)) + (128 << last);
  for (let i = 0; i < 16; i += 4, at += stride) {
    const s0 = work[i] as number;
    const s1 = work[i + 1] as number;
    const s2 = work[i + 2] as number;
    const s3 = work[i + 3] as number;
    const e0 = ((s0 + s2) << CONST_BITS) + bias;
    const e1 = ((s0 - s2) << CONST_BITS) + bias;
    const o0 = Math.imul(s1, FIX_1_306) + Math.imul(s3, FIX_0_541);
    const o1 = Math.imul(s1, FIX_0_541) - Math.imul(s3, FIX_1_306);
    out[at] = (e0 + o0) >> last;
    out[at + 1] = (e1 + o1) >> last;
    out[at + 2] = (e1 - o1) >> last;
    out[at + 3] = (e0 - o0) >> last;
  }
}

/** 2x2 of the 4 lowest frequencies. */
export function idct2(block: Int32Array, out: Uint8ClampedArray, at: number, stride: number): void {
  const dc = (block[0] as number) + 4 + (128 << 3);
  const across = block[1] as number;
  const down = block[2] as number;
  const both = block[3] as number;
  out[at] = (dc + across + down + both) >> 3;
  out[at + 1] = (dc - across + down - both) >> 3;
  out[at + stride] = (dc + across - down - both) >> 3;
  out[at + stride + 1] = (dc - across - down + both) >> 3;
}
