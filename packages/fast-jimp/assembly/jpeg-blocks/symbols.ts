// Symbols that a look-up leaves open.
import { ADVANCE_MASK, ADVANCE_SHIFT, BITS_FOLLOW, END_OF_BLOCK, LENGTH_MASK } from "./entries";
import { extend, longCode } from "./entropy";

/** A DC difference that the look-up leaves open: difference << 8 | bits taken, or 0. */
export function longDc(codes: usize, bits: u64): i32 {
  const found = longCode(codes, bits);
  const size = found & 255;
  if (found < 0 || size > 15) return 0;
  const length = found >> 8;
  const value = size === 0 ? 0 : extend(<i32>((bits << length) >>> (64 - size)), size);
  return (value << 8) | (length + size);
}

/** An AC symbol that a look-up's entry leaves open, as the entries are with all its bits taken, or 0. */
export function longAc(open: i32, codes: usize, bits: u64): i32 {
  const follow = ((open >> ADVANCE_SHIFT) & ADVANCE_MASK) - BITS_FOLLOW;
  if (follow > 0) {
    const bitCount = open >> 16;
    const codeLength = open & LENGTH_MASK;
    const following = extend(<i32>((bits << codeLength) >>> (64 - bitCount)), bitCount);
    return (following << 16) | (follow << ADVANCE_SHIFT) | (codeLength + bitCount);
  }
  const found = longCode(codes, bits);
  if (found < 0) return 0;
  const length = found >> 8;
  const size = found & 15;
  const run = (found >> 4) & 15;
  if (size === 0) return ((run === 15 ? 16 : END_OF_BLOCK) << ADVANCE_SHIFT) | length;
  const value = extend(<i32>((bits << length) >>> (64 - size)), size);
  return (value << 16) | ((run + 1) << ADVANCE_SHIFT) | (length + size);
}

/** A symbol that the look-up leaves open, as its entries with all bits taken, or 0. */
export function longBandSymbol(codes: usize, bits: u64): i32 {
  const found = longCode(codes, bits);
  if (found < 0) return 0;
  const length = found >> 8;
  const size = found & 15;
  const run = (found >> 4) & 15;
  if (size === 0) {
    if (run === 15) return (16 << ADVANCE_SHIFT) | length;
    const more = run === 0 ? 0 : <i32>((bits << length) >>> (64 - run));
    return (((1 << run) + more) << 16) | (END_OF_BLOCK << ADVANCE_SHIFT) | (length + run);
  }
  const value = extend(<i32>((bits << length) >>> (64 - size)), size);
  return (value << 16) | ((run + 1) << ADVANCE_SHIFT) | (length + size);
}
