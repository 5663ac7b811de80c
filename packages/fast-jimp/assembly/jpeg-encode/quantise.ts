import { EncodedBlock } from "./block";
import { COLUMNS, transform } from "./forward-dct";

/** Quantised coefficients, column by column. */
const QUANTISED = memory.data(64 * 2, 16);
/** The same in zigzag order, 16 bits each. */
export const ZIGZAG = memory.data(64 * 2, 16);

// @inline
function quantisedFour(at: usize, factors: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), v128.load(factors))));
}

/**
 * Transforms and quantises a block into {@link ZIGZAG}.
 *
 * @returns for each zigzag index a bit: whether it is not zero
 */
export function quantise(block: EncodedBlock, samples: usize, order: usize): u64 {
  transform(samples, <usize>block.stride);
  const factors = block.factors;
  for (let at: usize = 0; at < 256; at += 32) {
    const left = quantisedFour(COLUMNS + at, factors + at);
    const right = quantisedFour(COLUMNS + at + 16, factors + at + 16);
    v128.store(QUANTISED + (at >> 1), i16x8.narrow_i32x4_s(left, right));
  }
  for (let k: usize = 0; k < 64; k++) {
    store<i16>(ZIGZAG + (k << 1), load<i16>(QUANTISED + ((<usize>load<u8>(order + k)) << 1)));
  }
  let present: u64 = 0;
  const zero = i16x8.splat(0);
  for (let k: usize = 0; k < 64; k += 8) {
    const eight = i16x8.bitmask(i16x8.ne(v128.load(ZIGZAG + (k << 1)), zero));
    present |= (<u64>(<u32>eight)) << k;
  }
  return present;
}
