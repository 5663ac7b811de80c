// Transforms of blocks that were kept until the end, as those of progressive frames.
import { clearCoefficients, COEFFICIENTS } from "./coefficients";
import { transform } from "./idct";
import { fillSamples, toSample } from "./samples";

/** Samples around 0, 32 bits each, as bytes in the first lanes. */
// @inline
function toBytes(low: v128, high: v128): v128 {
  const half = i32x4.splat(128);
  const words = i16x8.narrow_i32x4_s(i32x4.add(low, half), i32x4.add(high, half));
  return i8x16.narrow_i16x8_u(words, words);
}

/** Means of blocks; eight at a time. */
function meanRow(kept: usize, divisor: i32, blocks: i32, out: usize): void {
  const factor = i32x4.splat(divisor);
  const half = i32x4.splat(4);
  for (let b = 0; b < blocks; b += 8) {
    const low = i32x4.add(i32x4.mul(v128.load_ext<i16>(kept), factor), half);
    const high = i32x4.add(i32x4.mul(v128.load_ext<i16>(kept, 8), factor), half);
    v128.store_lane<i64>(out, toBytes(i32x4.shr_s(low, 3), i32x4.shr_s(high, 3)), 0);
    kept += 16;
    out += 8;
  }
}

/** Blocks to 2x2 samples. */
function halvesRow(kept: usize, divisors: usize, blocks: i32, out: usize, stride: i32): void {
  const factors = v128.load(divisors);
  const half = i32x4(4, 0, 0, 0);
  const acrossSigns = i32x4(1, -1, 1, -1);
  const downSigns = i32x4(1, 1, -1, -1);
  for (let b = 0; b < blocks; b++) {
    // Products are 16 bits.
    const products = i32x4.shr_s(i32x4.shl(i32x4.mul(v128.load_ext<i16>(kept), factors), 16), 16);
    const c = i32x4.add(products, half);
    const across = i32x4.add(
      v128.shuffle<i32>(c, c, 0, 0, 2, 2),
      i32x4.mul(v128.shuffle<i32>(c, c, 1, 1, 3, 3), acrossSigns),
    );
    const both = i32x4.add(
      v128.shuffle<i32>(across, across, 0, 1, 0, 1),
      i32x4.mul(v128.shuffle<i32>(across, across, 2, 3, 2, 3), downSigns),
    );
    const samples = i32x4.shr_s(both, 3);
    const bytes = toBytes(samples, samples);
    v128.store_lane<u16>(out, bytes, 0);
    v128.store_lane<u16>(out + stride, bytes, 1);
    kept += 8;
    out += 2;
  }
}

/**
 * Transforms a row of blocks. Up to 8 bytes behind the last row of samples are overwritten.
 *
 * @param kept scale x scale coefficients of each block, 16 bits each, row by row
 * @param divisors scale x scale, 32 bits each, row by row
 */
export function transformRow(kept: usize, divisors: usize, blocks: i32, scale: i32, out: usize, stride: i32): void {
  assert(scale === 1 || scale === 2 || scale === 4 || scale === 8);
  if (scale === 1) {
    meanRow(kept, load<i32>(divisors), blocks, out);
    return;
  }
  if (scale === 2) {
    halvesRow(kept, divisors, blocks, out, stride);
    return;
  }
  const size = <usize>(scale * scale);
  const withoutDc = i16x8(0, -1, -1, -1, -1, -1, -1, -1);
  for (let b = 0; b < blocks; b++) {
    let any = v128.and(v128.load(kept), withoutDc);
    for (let i: usize = 16; i < size << 1; i += 16) any = v128.or(any, v128.load(kept + i));
    if (!v128.any_true(any)) {
      const flat = <i32>load<i16>(kept) * load<i32>(divisors);
      fillSamples(out, stride, scale, toSample((flat + 4) >> 3));
    } else {
      for (let i: usize = 0; i < size; i += 8) {
        // The lower halves of the divisors: products are 16 bits.
        const factors = v128.shuffle<i16>(
          v128.load(divisors + (i << 2)),
          v128.load(divisors + (i << 2), 16),
          0,
          2,
          4,
          6,
          8,
          10,
          12,
          14,
        );
        v128.store(COEFFICIENTS + (i << 1), i16x8.mul(v128.load(kept + (i << 1)), factors));
      }
      transform(scale, out, stride);
    }
    kept += size << 1;
    out += scale;
  }
  clearCoefficients(scale);
}
