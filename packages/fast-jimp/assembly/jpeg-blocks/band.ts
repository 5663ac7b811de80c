// AC scans of progressive frames (T.81, G.1.2.2 and G.1.2.3). Coefficients are kept until the last scan: of each block
// the lowest scale x scale, 16 bits each, row by row.
import { ADVANCE_MASK, ADVANCE_SHIFT, END_OF_BLOCK, INDEX_SHIFT, LENGTH_MASK, LONG_CODE } from "./entries";
import { peek, SPENT } from "./entropy";
import { NO_SUCH_CODE, OUTSIDE_BAND } from "./results";
import { longBandSymbol } from "./symbols";

/** One scan's band of one component; jpeg/progressive-ac.ts writes it. Addresses, unless a unit is named. */
// @unmanaged
class Band {
  /** For each zigzag index a bit: whether the coefficient is kept. */
  kept: u64;
  /** Look-up of jpeg/look-up.ts. */
  lookUp: usize;
  /** Table of {@link longCode}. */
  codes: usize;
  /** For each zigzag index its place among the kept ones. */
  places: usize;
  /** First and last zigzag index. */
  first: i32;
  last: i32;
  /** Bit position that the scan reaches. */
  low: i32;
  /** Bytes of a block's kept coefficients. */
  blockBytes: i32;
  /** Blocks that still end where their band begins (EOBRUN). */
  eobRun: i32;
  /** Where reading stopped, in bits. */
  position: i32;
}

/**
 * First scan of a band (T.81, G.1.2.2).
 *
 *
 * @param kept coefficients of the row's first block
 * @param nonZero for each block of the row 64 bits: set where the coefficient is not zero; 0 without refinements
 * @returns the block that it stopped before, or NO_SUCH_CODE or OUTSIDE_BAND
 */
export function decodeBand(
  at: usize,
  kept: usize,
  nonZero: usize,
  block: i32,
  to: i32,
  window: usize,
  position: i32,
  limit: i32,
): i32 {
  const band = changetype<Band>(at);
  const last = band.last;
  assert(last >= 1 && last <= 63);
  let eobRun = band.eobRun;
  let bits = peek(window, position);
  let taken = 0;
  while (block < to) {
    if (eobRun > 0) {
      const passed = min(eobRun, to - block);
      eobRun -= passed;
      block += passed;
      continue;
    }
    if (position + taken > limit) break;
    const out = kept + <usize>(block * band.blockBytes);
    let seen: u64 = 0;
    let k = band.first;
    while (k <= last) {
      if (taken > SPENT) {
        position += taken;
        taken = 0;
        bits = peek(window, position);
      }
      let entry = load<i32>(band.lookUp + ((<usize>(bits >>> INDEX_SHIFT)) << 2));
      let advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
      if (advance >= LONG_CODE) {
        position += taken;
        taken = 0;
        bits = peek(window, position);
        entry = longBandSymbol(band.codes, bits);
        if (entry === 0) return NO_SUCH_CODE;
        advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
      }
      bits <<= entry;
      taken += entry & LENGTH_MASK;
      const value = entry >> 16;
      if (advance === END_OF_BLOCK) {
        eobRun = value - 1;
        break;
      }
      k += advance;
      if (value === 0) continue;
      if (k > last + 1) return OUTSIDE_BAND;
      const flag = (<u64>1) << (k - 1);
      seen |= flag;
      if ((band.kept & flag) !== 0) store<i16>(out + ((<usize>load<u8>(band.places + k - 1)) << 1), value << band.low);
    }
    if (nonZero !== 0) {
      const flags = nonZero + ((<usize>block) << 3);
      store<u64>(flags, load<u64>(flags) | seen);
    }
    block++;
  }
  band.eobRun = eobRun;
  band.position = position + taken;
  return block;
}

/**
 * Moves coefficients away from zero where their correction bits are set.
 * @returns the position behind all of the bits
 */
// @inline
function correct(band: Band, out: usize, mask: u64, window: usize, position: i32): i32 {
  const bit = 1 << band.low;
  for (let wanted = mask & band.kept; wanted !== 0; wanted &= wanted - 1) {
    const at = position + <i32>popcnt(mask & ((wanted & -wanted) - 1));
    if (((load<u8>(window + (at >>> 3)) >> (<u8>(7 - (at & 7)))) & 1) === 0) continue;
    const place = out + ((<usize>load<u8>(band.places + <usize>ctz(wanted))) << 1);
    const value = <i32>load<i16>(place);
    if ((abs(value) & bit) === 0) store<i16>(place, value < 0 ? value - bit : value + bit);
  }
  return position + <i32>popcnt(mask);
}

/** A scan that brings one more bit of a band (T.81, G.1.2.3); parameters and result as of {@link decodeBand}. */
export function refineBand(
  at: usize,
  kept: usize,
  nonZero: usize,
  block: i32,
  to: i32,
  window: usize,
  position: i32,
  limit: i32,
): i32 {
  const band = changetype<Band>(at);
  const last = band.last;
  assert(last >= 1 && last <= 63);
  const all: u64 = ((<u64>-1) << band.first) & ((<u64>-1) >>> (63 - last));
  let eobRun = band.eobRun;
  for (; block < to; block++) {
    const flags = nonZero + ((<usize>block) << 3);
    let seen = load<u64>(flags);
    if (eobRun > 0 && (seen & all) === 0) {
      eobRun--;
      continue;
    }
    if (position > limit) break;
    const out = kept + <usize>(block * band.blockBytes);
    let k = band.first;
    while (eobRun === 0 && k <= last) {
      const bits = peek(window, position);
      let entry = load<i32>(band.lookUp + ((<usize>(bits >>> INDEX_SHIFT)) << 2));
      if (((entry >> ADVANCE_SHIFT) & ADVANCE_MASK) >= LONG_CODE) {
        entry = longBandSymbol(band.codes, bits);
        if (entry === 0) return NO_SUCH_CODE;
      }
      position += entry & LENGTH_MASK;
      const advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
      const value = entry >> 16;
      if (advance === END_OF_BLOCK) {
        eobRun = value;
        break;
      }
      if (abs(value) > 1) return OUTSIDE_BAND;
      // The run counts zeros only; what is not zero on the way gets its correction bit.
      const rest = all & ((<u64>-1) << k);
      let zeros = ~seen & rest;
      for (let left = advance; left > 1; left--) zeros &= zeros - 1;
      position = correct(band, out, seen & rest & ((zeros & -zeros) - 1), window, position);
      k = zeros === 0 ? last + 1 : <i32>ctz(zeros);
      if (value !== 0) {
        if (k > last) return OUTSIDE_BAND;
        const flag = (<u64>1) << k;
        seen |= flag;
        if ((band.kept & flag) !== 0) store<i16>(out + ((<usize>load<u8>(band.places + k)) << 1), value << band.low);
      }
      k++;
    }
    if (eobRun > 0) {
      eobRun--;
      if (k <= last) position = correct(band, out, seen & all & ((<u64>-1) << k), window, position);
    }
    store<u64>(flags, seen);
  }
  band.eobRun = eobRun;
  band.position = position;
  return block;
}
