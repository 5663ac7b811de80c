// Entropy-coded bytes of a JPEG scan. They come through a window without their stuffed zeros; positions are in bits
// from its start. The caller ensures that a whole MCU can be read beyond `limit`.
import { NO_SUCH_CODE } from "./results";

/** Bits that may be taken of the 57 that a load is sure to give, so that a look-up still has its 12. */
export const SPENT: i32 = 45;

/** Eight bytes, the first of them highest. */
// @inline
export function load64(at: usize): u64 {
  // There is no instruction to turn bytes over but those for vectors.
  const bytes = v128.load64_zero(at);
  const turned = v128.shuffle<u8>(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0);
  return <u64>v128.extract_lane<i64>(turned, 0);
}

/** The next bits, left-aligned; at least 57 are real. */
// @inline
export function peek(window: usize, position: i32): u64 {
  return load64(window + (position >>> 3)) << (position & 7);
}

/**
 * Finds a code bit by bit (ITU-T T.81, F.2.2.3).
 *
 * @param codes for each length 1..16 first code, number of codes and index of the first symbol, 32 bits each; then
 * symbols
 * @returns symbol | length << 8, or NO_SUCH_CODE
 */
export function longCode(codes: usize, bits: u64): i32 {
  for (let length = 1; length <= 16; length++) {
    const row = codes + (length - 1) * 12;
    const offset = <i32>(bits >>> (64 - length)) - load<i32>(row);
    if (offset < load<i32>(row, 4)) return load<u8>(codes + 192 + load<i32>(row, 8) + offset) | (length << 8);
  }
  return NO_SUCH_CODE;
}

/** Value of `size` (1..16) bits (T.81, F.2.2.1). */
// @inline
export function extend(value: i32, size: i32): i32 {
  return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}
