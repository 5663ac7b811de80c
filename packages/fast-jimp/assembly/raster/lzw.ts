const MAX_CODES: i32 = 4096;
const MAX_CODE_BITS: i32 = 12;
/** Bytes of a code's entry: address and length of its string. */
const ENTRY: usize = 8;

/** Results that are no count. */
const CUT_SHORT: i32 = -1;
const BAD_CODE: i32 = -2;

/** Copies a string; up to 15 bytes behind it are overwritten. What is copied ends before `to`. */
// @inline
function copyString(to: usize, from: usize, length: i32): void {
  v128.store(to, v128.load(from));
  for (let at: i32 = 16; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/**
 * @param literalBits of a code that stands for a byte
 * @param highFirst whether codes begin at a byte's highest bit
 * @param early by how many codes their length grows ahead
 */
// @inline
function decode(
  data: usize,
  length: i32,
  out: usize,
  wanted: i32,
  table: usize,
  literalBits: i32,
  highFirst: bool,
  early: i32,
  keep: bool,
): i32 {
  const clear = 1 << literalBits;
  // The strings of one byte lie behind the entries.
  const literals = table + <usize>MAX_CODES * ENTRY;
  for (let code = 0; code < clear; code++) {
    store<u8>(literals + code, code);
    store<u32>(table + <usize>code * ENTRY, <u32>(literals + code));
    store<u32>(table + <usize>code * ENTRY, 1, 4);
  }
  const end = out + wanted;
  const bits = (<i64>length) << 3;
  let to = out;
  let next = clear + 2;
  let codeBits = literalBits + 1;
  let previous: usize = 0;
  let previousLength = 0;
  let position: i64 = 0;
  while (to < end) {
    if (position + codeBits > bits) return keep ? <i32>(to - out) : CUT_SHORT;
    const word = load<u32>(data + <usize>(position >> 3));
    const skipped = (<i32>position) & 7;
    const code: i32 = highFirst
      ? <i32>((bswap<u32>(word) << skipped) >>> (32 - codeBits))
      : <i32>((word >>> skipped) & ((1 << codeBits) - 1));
    position += codeBits;
    if (code === clear + 1) return keep ? <i32>(to - out) : CUT_SHORT;
    if (code === clear) {
      next = clear + 2;
      codeBits = literalBits + 1;
      previous = 0;
      continue;
    }
    const left = <i32>(end - to);
    let count: i32;
    if (code < next) {
      const entry = table + <usize>code * ENTRY;
      count = min(left, <i32>load<u32>(entry, 4));
      copyString(to, <usize>load<u32>(entry), count);
    } else {
      // The string before and its own first byte.
      if (code > next || previous === 0) return keep ? <i32>(to - out) : BAD_CODE;
      count = min(left, previousLength + 1);
      copyString(to, previous, count);
      if (count > previousLength) store<u8>(to + previousLength, load<u8>(previous));
    }
    if (previous !== 0 && next < MAX_CODES) {
      const entry = table + <usize>next * ENTRY;
      store<u32>(entry, <u32>previous);
      store<u32>(entry, previousLength + 1, 4);
      next++;
      if (next + early === 1 << codeBits && codeBits < MAX_CODE_BITS) codeBits++;
    }
    previous = to;
    previousLength = count;
    to += count;
  }
  return wanted;
}

/** As src/loops/raster/lzw.ts has it. */
export function decodeTiffLzw(data: usize, length: i32, out: usize, wanted: i32, table: usize): i32 {
  return decode(data, length, out, wanted, table, 8, true, 1, false);
}

/** As src/loops/raster/lzw.ts has it. */
export function decodeGifLzw(data: usize, length: i32, out: usize, wanted: i32, table: usize, literalBits: i32): i32 {
  assert(literalBits >= 1 && literalBits <= 11);
  return decode(data, length, out, wanted, table, literalBits, false, 0, true);
}
