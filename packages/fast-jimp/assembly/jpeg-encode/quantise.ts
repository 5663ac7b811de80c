import { EncodedBlock } from "./block";
import { COLUMNS, transform } from "./forward-dct";
import { setPresent } from "./present";
import { lowerCost } from "./trellis";

/** Quantised coefficients, column by column. */
const QUANTISED = memory.data(64 * 2, 16);

// @inline
function quantisedFour(at: usize, factors: usize): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(at), v128.load(factors))));
}

/**
 * Transforms and quantises a block, and stores it in zigzag order.
 *
 * @returns a bit for each coefficient that is not zero
 */
// @inline
function quantise(block: EncodedBlock, samples: usize, order: usize, to: usize): u64 {
  transform(samples, <usize>block.stride);
  const factors = block.factors;
  const zero = i16x8.splat(0);
  // A bit for each place, as for each zigzag index below.
  let places: u64 = 0;
  for (let at: usize = 0; at < 256; at += 32) {
    const left = quantisedFour(COLUMNS + at, factors + at);
    const right = quantisedFour(COLUMNS + at + 16, factors + at + 16);
    const eight = i16x8.narrow_i32x4_s(left, right);
    v128.store(QUANTISED + (at >> 1), eight);
    v128.store(to + (at >> 1), zero);
    places |= (<u64>(<u32>i16x8.bitmask(i16x8.ne(eight, zero)))) << (at >> 2);
  }
  let present: u64 = 0;
  for (; places !== 0; places &= places - 1) {
    const place = <usize>ctz(places);
    const k = <usize>load<u8>(order + place, 64);
    store<i16>(to + (k << 1), load<i16>(QUANTISED + (place << 1)));
    present |= (<u64>1) << k;
  }
  return present;
}

/**
 * Quantises the MCUs of a strip.
 *
 * @param order for each zigzag index its place, columns first; then for each place its zigzag index
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
        const dc = load<i32>(block.predictor);
        memory.fill(to, 0, 128);
        store<i16>(to, dc);
        setPresent(to, dc === 0 ? 0 : 1);
        continue;
      }
      let present = quantise(block, block.samples + <usize>(mcu * block.step), order, to);
      if (block.rates !== 0 && present > 1) {
        present = (present & 1) | lowerCost(to, present & ~1, order, block.factors, block.rates, weight);
      }
      setPresent(to, present);
      store<i32>(block.predictor, load<i16>(to));
    }
  }
}
