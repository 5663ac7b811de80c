// The entropy-coded data: bits that do not make four bytes yet (the lower `used` of `pending`), and where the next go.
let pending: u64 = 0;
let used: i32 = 0;
let next: usize = 0;

/** Forgets the bits that do not make four bytes. */
export function startBits(): void {
  pending = 0;
  used = 0;
}

/** Where the next bytes are written. */
// @inline
export function continueAt(out: usize): void {
  next = out;
}

/** The end of what was written. */
// @inline
export function written(): usize {
  return next;
}

// @inline
function putByte(byte: u32): void {
  store<u8>(next++, byte);
  if ((byte & 255) === 255) store<u8>(next++, 0);
}

/** A code, and `size` bits of a value: negative values one less, in two's complement (T.81, F.1.2.1). */
// @inline
export function put(code: i32, value: i32, size: i32): void {
  const bits = ((code >> 5) << size) | ((value + (value >> 31)) & ((1 << size) - 1));
  const count = (code & 31) + size;
  assert(count > 0 && count < 32);
  pending = (pending << count) | (<u64>(<u32>bits));
  used += count;
  if (used < 32) return;
  used -= 32;
  putWord(<u32>(pending >> used));
}

// @inline
function putWord(word: u32): void {
  if ((word & 0x80808080 & ((word & 0x7f7f7f7f) + 0x01010101)) === 0) {
    store<u32>(next, bswap<u32>(word));
    next += 4;
  } else {
    for (let shift = 24; shift >= 0; shift -= 8) putByte(word >> shift);
  }
}

// @inline
export function bitLength(value: i32): i32 {
  return 32 - <i32>clz(abs(value));
}

export const SIXTEEN_ZEROS: i32 = 0xf0;

/**
 * Writes the coefficients of a band (T.81, F.1.2.2); as {@link put} does, with its state at hand.
 *
 * @param present a bit for each that is not zero
 * @param before the index before the band
 * @param table code << 5 | length of each symbol
 * @returns the index of the last that is not zero, else `before`
 */
export function putCoefficients(block: usize, present: u64, before: i32, table: usize): i32 {
  let waiting = pending;
  let count = used;
  for (; present !== 0; present &= present - 1) {
    const k = <i32>ctz(present);
    let zeros = k - before - 1;
    if (zeros > 15) {
      pending = waiting;
      used = count;
      for (; zeros > 15; zeros -= 16) put(load<i32>(table + (SIXTEEN_ZEROS << 2)), 0, 0);
      waiting = pending;
      count = used;
    }
    const value = <i32>load<i16>(block + ((<usize>k) << 1));
    const size = bitLength(value);
    const entry = load<i32>(table + ((<usize>((zeros << 4) | size)) << 2));
    const bits = ((entry >> 5) << size) | ((value + (value >> 31)) & ((1 << size) - 1));
    const length = (entry & 31) + size;
    assert(length > 0 && length < 32);
    waiting = (waiting << length) | (<u64>(<u32>bits));
    count += length;
    if (count >= 32) {
      count -= 32;
      putWord(<u32>(waiting >> count));
    }
    before = k;
  }
  pending = waiting;
  used = count;
  return before;
}

/** Writes the bits that are left, the last byte filled with ones. */
export function finishBits(): void {
  const fill = (8 - (used & 7)) & 7;
  pending = (pending << fill) | ((1 << fill) - 1);
  for (used += fill; used > 0; used -= 8) putByte(<u32>(pending >> (used - 8)));
}
