import { Block } from "./block";
import { clearCoefficients, COEFFICIENTS } from "./coefficients";
import { ADVANCE_MASK, ADVANCE_SHIFT, END_OF_BLOCK, INDEX_SHIFT, LENGTH_MASK, LONG_CODE } from "./entries";
import { load64, peek } from "./entropy";
import { transform } from "./idct";
import { NO_SUCH_CODE, TOO_MANY_COEFFICIENTS } from "./results";
import { fillSamples, toSample } from "./samples";
import { longAc, longDc } from "./symbols";

// @inline
function skipAt(block: Block, bits: u64): i32 {
  return load<i16>(block.acSkip + ((<usize>(bits >>> INDEX_SHIFT)) << 1));
}

/** Bits that are left for a look-up at least; as many as index it. */
const LEAST_LEFT: i32 = 12;

/** A result for a block that is left unfinished: the next one that is decoded must not have its coefficients. */
function givenUp(reason: i32): i32 {
  clearCoefficients(8);
  return reason;
}

/**
 * Decodes the MCUs `mcu`..`to` of a row (T.81, F.2).
 *
 * @param limit position beyond which the window may not hold a whole MCU
 * @param progress where the position is written when it returns
 * @returns the MCU that it stopped before, or NO_SUCH_CODE or TOO_MANY_COEFFICIENTS
 */
export function decodeRun(
  blocks: usize,
  blockCount: i32,
  mcu: i32,
  to: i32,
  window: usize,
  position: i32,
  limit: i32,
  progress: usize,
): i32 {
  assert(blockCount >= 1 && blockCount <= 10);
  assert(position >= 0);
  const blocksEnd = blocks + <usize>blockCount * offsetof<Block>();
  // The next bits, left-aligned: `left` of them, and of those behind as many as fit. `ahead` is where the data goes on,
  // and `next` is loaded from there long before it is needed.
  let bits = peek(window, position);
  let left = 56 - (position & 7);
  let ahead = window + <usize>(position >>> 3) + 7;
  let next = load64(ahead);
  for (; mcu < to; mcu++) {
    if (<i32>((ahead - window) << 3) - left > limit) break;
    for (let at = blocks; at < blocksEnd; at += offsetof<Block>()) {
      const block = changetype<Block>(at);
      bits |= next >> left;
      ahead += <usize>((63 - left) >> 3);
      left |= 56;
      next = load64(ahead);
      let entry = load<i32>(block.dcLookUp + ((<usize>(bits >>> INDEX_SHIFT)) << 2));
      if (entry === 0) {
        entry = longDc(block.dcCodes, bits);
        if (entry === 0) return givenUp(NO_SUCH_CODE);
      }
      bits <<= entry;
      left -= entry & LENGTH_MASK;
      const dc = load<i32>(block.predictor) + (entry >> 8);
      store<i32>(block.predictor, dc);
      const out = block.at + mcu * block.step;
      const bandEnd = block.bandEnd;
      let k = 1;
      let any = 0;
      while (k < bandEnd) {
        if (left < LEAST_LEFT) {
          bits |= next >> left;
          ahead += <usize>((63 - left) >> 3);
          left |= 56;
          next = load64(ahead);
        }
        const symbols = load<u64>(block.acPairs + ((<usize>(bits >>> INDEX_SHIFT)) << 3));
        entry = <i32>symbols;
        let second = <i32>(symbols >>> 32);
        let advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
        if (advance >= LONG_CODE) {
          bits |= next >> left;
          ahead += <usize>((63 - left) >> 3);
          left |= 56;
          next = load64(ahead);
          entry = longAc(entry, block.acCodes, bits);
          if (entry === 0) return givenUp(NO_SUCH_CODE);
          advance = (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
          second = entry & ~0xffff;
        }
        k += advance;
        if (k >= 64) {
          // The second symbol is not of this block.
          if (advance < END_OF_BLOCK && (second & 0xffff) !== 0) {
            entry = load<i32>(block.acLookUp + ((<usize>(bits >>> INDEX_SHIFT)) << 2));
            second = entry & ~0xffff;
          }
          if (k > 64) {
            if (k < END_OF_BLOCK) return givenUp(TOO_MANY_COEFFICIENTS);
            bits <<= entry;
            left -= entry & LENGTH_MASK;
            break;
          }
        }
        bits <<= entry;
        left -= entry & LENGTH_MASK;
        let value = entry >> 16;
        any |= value;
        store<i16>(
          COEFFICIENTS + ((<usize>load<u8>(block.places + k - 1)) << 1),
          value * load<i32>(block.quant + ((k - 1) << 2)),
        );
        // Where there is no second symbol the first is stored again.
        value = second >> 16;
        any |= k < bandEnd ? value : 0;
        k += second & 0xffff;
        if (k > 64) {
          if (k < END_OF_BLOCK) return givenUp(TOO_MANY_COEFFICIENTS);
          break;
        }
        store<i16>(
          COEFFICIENTS + ((<usize>load<u8>(block.places + k - 1)) << 1),
          value * load<i32>(block.quant + ((k - 1) << 2)),
        );
      }
      // Four look-ups to each refill: they take 48 bits at most, and the last still has its 12.
      while (k < 64) {
        bits |= next >> left;
        ahead += <usize>((63 - left) >> 3);
        left |= 56;
        next = load64(ahead);
        let skip = skipAt(block, bits);
        let after = k + (skip >> ADVANCE_SHIFT);
        if (after < 64) {
          k = after;
          bits <<= skip;
          left -= skip & LENGTH_MASK;
          skip = skipAt(block, bits);
          after = k + (skip >> ADVANCE_SHIFT);
          if (after < 64) {
            k = after;
            bits <<= skip;
            left -= skip & LENGTH_MASK;
            skip = skipAt(block, bits);
            after = k + (skip >> ADVANCE_SHIFT);
            if (after < 64) {
              k = after;
              bits <<= skip;
              left -= skip & LENGTH_MASK;
              skip = skipAt(block, bits);
              after = k + (skip >> ADVANCE_SHIFT);
              if (after < 64) {
                k = after;
                bits <<= skip;
                left -= skip & LENGTH_MASK;
                continue;
              }
            }
          }
        }
        if (after === 64 || <u32>(after - END_OF_BLOCK) < 64) {
          bits <<= skip;
          left -= skip & LENGTH_MASK;
          break;
        }
        // The entry runs beyond this block, or has none of it: one symbol alone.
        bits |= next >> left;
        ahead += <usize>((63 - left) >> 3);
        left |= 56;
        next = load64(ahead);
        entry = load<i32>(block.acLookUp + ((<usize>(bits >>> INDEX_SHIFT)) << 2));
        if (((entry >> ADVANCE_SHIFT) & ADVANCE_MASK) >= LONG_CODE) entry = longAc(entry, block.acCodes, bits);
        if (entry === 0) return givenUp(NO_SUCH_CODE);
        bits <<= entry;
        left -= entry & LENGTH_MASK;
        k += (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;
        if (k > 64 && k < END_OF_BLOCK) return givenUp(TOO_MANY_COEFFICIENTS);
      }
      const flat = dc * load<i32>(block.quant);
      if (block.scale === 1) {
        store<u8>(out, toSample((flat + 4) >> 3));
      } else if (any === 0) {
        fillSamples(out, block.stride, block.scale, toSample((flat + 4) >> 3));
      } else {
        store<i16>(COEFFICIENTS, flat);
        transform(block.scale, out, block.stride);
        clearCoefficients(block.scale);
      }
    }
  }
  store<i32>(progress, <i32>((ahead - window) << 3) - left);
  return mcu;
}
