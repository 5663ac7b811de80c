// Entropy-coded bytes of a JPEG scan, in AssemblyScript; part of the module jpeg-blocks. They come through a window
// without their stuffed zeros; positions are in bits from its start. The caller ensures that a whole MCU can be read
// beyond `limit`.

// As in jpeg/look-up.ts.
const INDEX_SHIFT: u64 = 52;
const LENGTH_MASK: i32 = 63;
const ADVANCE_SHIFT: i32 = 6;
const ADVANCE_MASK: i32 = 0x3ff;
const END_OF_BLOCK: i32 = 128;
const LONG_CODE: i32 = 256;
const BITS_FOLLOW: i32 = 512;

/** What a loop answers, instead of where it stopped, for a code that its table does not have. */
const NO_SUCH_CODE: i32 = -1;

// Shifting by an entry shifts by the bits it consumes: 64-bit shifts use the lowest six bits of the count.

/** Bits that may be taken of the 57 that a load is sure to give, so that a look-up still has its 12. */
const SPENT: i32 = 45;

/** The next bits, left-aligned; at least 57 are real. */
// @ts-ignore: decorator
@inline
function peek(window: usize, position: i32): u64 {
  // There is no instruction to turn bytes over but those for vectors.
  const bytes = v128.load64_zero(window + (position >>> 3));
  const turned = v128.shuffle<u8>(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0);
  return <u64>v128.extract_lane<i64>(turned, 0) << (position & 7);
}

/**
 * Takes stuffed zeros and fill bytes out of entropy-coded data (T.81, B.1.1.5), up to the next marker.
 *
 * @param isLast whether the file ends with these bytes
 * @param to where as many bytes and a vector are free
 * @param taken where the number of bytes read is written; inverted where a marker or the end of the file was reached
 * @returns bytes written
 */
export function unstuff(from: usize, length: i32, isLast: i32, to: usize, taken: usize): i32 {
  const end = from + length;
  const ones = i8x16.splat(-1);
  let at = from;
  let out = to;
  let ended = false;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(out, bytes);
    const mask = i8x16.bitmask(i8x16.eq(bytes, ones));
    const plain = <usize>min(<i32>(end - at), mask === 0 ? 16 : ctz(mask));
    at += plain;
    out += plain;
    if (plain === 16 || at >= end) continue;
    if (at + 1 === end) {
      ended = isLast !== 0;
      break;
    }
    const next = load<u8>(at, 1);
    if (next === 0) {
      store<u8>(out++, 255);
      at += 2;
    } else if (next === 255) {
      at++;
    } else {
      ended = true;
      break;
    }
  }
  if (at >= end && isLast !== 0) ended = true;
  const read = <i32>(at - from);
  store<i32>(taken, ended ? ~read : read);
  return <i32>(out - to);
}

/**
 * Finds a code bit by bit (ITU-T T.81, F.2.2.3).
 *
 * @param codes for each length 1..16 first code, number of codes and index of the first symbol, 32 bits each; then
 * symbols
 * @returns symbol | length << 8, or NO_SUCH_CODE
 */
function longCode(codes: usize, bits: u64): i32 {
  for (let length = 1; length <= 16; length++) {
    const row = codes + (length - 1) * 12;
    const offset = <i32>(bits >>> (64 - length)) - load<i32>(row);
    if (offset < load<i32>(row, 4)) return load<u8>(codes + 192 + load<i32>(row, 8) + offset) | (length << 8);
  }
  return NO_SUCH_CODE;
}

/** Value of `size` (1..16) bits (T.81, F.2.2.1). */
// @ts-ignore: decorator
@inline
function extend(value: i32, size: i32): i32 {
  return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}
