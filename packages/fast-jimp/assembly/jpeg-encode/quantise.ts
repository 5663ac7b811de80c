import { EncodedBlock } from "./block";
import { COLUMNS, transform } from "./forward-dct";
import { presentOf } from "./present";
import { lowerCost } from "./trellis";

/** Quantised coefficients, column by column. */
const QUANTISED = memory.data(64 * 2, 16);

// @inline
function quantisedFour(at: usize, factors: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), v128.load(factors))));
}

/** Transforms and quantises a block, and stores it in zigzag order. */
// @inline
function quantise(block: EncodedBlock, samples: usize, order: usize, to: usize): void {
  transform(samples, <usize>block.stride);
  const factors = block.factors;
  for (let at: usize = 0; at < 256; at += 32) {
    const left = quantisedFour(COLUMNS + at, factors + at);
    const right = quantisedFour(COLUMNS + at + 16, factors + at + 16);
    v128.store(QUANTISED + (at >> 1), i16x8.narrow_i32x4_s(left, right));
  }
  for (let k: usize = 0; k < 64; k++) {
    store<i16>(to + (k << 1), load<i16>(QUANTISED + ((<usize>load<u8>(order + k)) << 1)));
  }
}

/**
 * Quantises the MCUs of a strip.
 *
 * @param order for each zigzag index its place, columns first
 * @param weight bits that a squared error of one quantisation step is worth
 */
export function quantiseStrip(blocks: usize, blockCount: i32, mcus: i32, order: usize, weight: f32): void {
  const blocksEnd = blocks + <usize>blockCount * offsetof<EncodedBlock>();
  for (let mcu = 0; mcu < mcus; mcu++) {
    for (let at = blocks; at < blocksEnd; at += offsetof<EncodedBlock>()) {
      const block = changetype<EncodedBlock>(at);
      const to = block.coefficients + <usize>(mcu * block.coefficientStep);
      // A block that only fills the MCU costs least as a copy of the one before.
      if (mcu >= block.visible) {
        memory.fill(to, 0, 128);
        store<i16>(to, load<i32>(block.predictor));
        continue;
      }
      quantise(block, block.samples + <usize>(mcu * block.step), order, to);
      if (block.rates !== 0) lowerCost(to, presentOf(to) & ~1, order, block.factors, block.rates, weight);
      store<i32>(block.predictor, load<i16>(to));
    }
  }
}
