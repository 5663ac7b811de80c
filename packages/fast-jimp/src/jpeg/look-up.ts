import { extend, type HuffmanTable } from "./huffman";

/**
 * Bits that index a look-up table. This and the layout of entries below are repeated in
 * assembly/jpeg-blocks/entries.ts.
 */
const LOOK_UP_BITS = 12;
export const LOOK_UP_SIZE = 1 << LOOK_UP_BITS;

/** Shift that makes an index of 32 bits. */
export const INDEX_SHIFT = 32 - LOOK_UP_BITS;

/**
 * Bits of an entry with the number of bits it consumes; 0 where the table cannot decide. As many as 64-bit shifts use.
 */
export const LENGTH_MASK = 63;
/** Position in an AC entry of the advance of the coefficient index. */
export const ADVANCE_SHIFT = 6;
/** Largest advance. */
const ADVANCE_MASK = 0x3ff;
/** Added to the advance at an end of block, so that a single comparison with 64 ends the loop. */
export const END_OF_BLOCK = 128;
/** Advance of an entry whose code is longer than {@link LOOK_UP_BITS}. */
export const LONG_CODE = 256;
/** Added to the advance where the code fits but its additional bits do not; the entry's value is then their number. */
export const BITS_FOLLOW = 512;

/** Advance of the coefficient index in an AC entry. */
export const advanceOf = (entry: number): number => (entry >> ADVANCE_SHIFT) & ADVANCE_MASK;

/** Calls back with every code that fits: its symbol, its length and the range of entries that start with it. */
function forEachCode(table: HuffmanTable, visit: (symbol: number, length: number, from: number, to: number) => void) {
  let entry = 0;
  let index = 0;
  for (let length = 1; length <= LOOK_UP_BITS; length++) {
    const span = 1 << (LOOK_UP_BITS - length);
    for (let i = table.counts[length - 1] as number; i > 0; i--) {
      visit(table.symbols[index++] as number, length, entry, entry + span);
      entry += span;
    }
  }
}

/** DC look-up: difference << 8 | bits of code and difference; 0 where they do not fit. */
export function fillDcLookUp(table: HuffmanTable, entries: Int32Array): void {
  entries.fill(0);
  forEachCode(table, (size, length, from, to) => {
    const total = length + size;
    if (total > LOOK_UP_BITS) return;
    const repeat = LOOK_UP_BITS - total;
    for (let entry = from; entry < to; entry += 1 << repeat) {
      const value = size === 0 ? 0 : extend((entry - from) >> repeat, size);
      entries.fill((value << 8) | total, entry, entry + (1 << repeat));
    }
  });
}

/**
 * AC look-up of one symbol: value << 16 | advance << 6 | bits consumed. The advance is run + 1; the value belongs to
 * the last coefficient of it.
 */
export function fillAcLookUp(table: HuffmanTable, entries: Int32Array): void {
  entries.fill(LONG_CODE << ADVANCE_SHIFT);
  forEachCode(table, (symbol, length, from, to) => {
    const size = symbol & 15;
    const run = symbol >> 4;
    if (size === 0) {
      const advance = run === 15 ? 16 : END_OF_BLOCK;
      entries.fill((advance << ADVANCE_SHIFT) | length, from, to);
      return;
    }
    const total = length + size;
    if (total > LOOK_UP_BITS) {
      const advance = BITS_FOLLOW + run + 1;
      entries.fill((size << 16) | (advance << ADVANCE_SHIFT) | length, from, to);
      return;
    }
    const repeat = LOOK_UP_BITS - total;
    const packed = ((run + 1) << ADVANCE_SHIFT) | total;
    for (let entry = from; entry < to; entry += 1 << repeat) {
      const value = extend((entry - from) >> repeat, size);
      entries.fill((value << 16) | packed, entry, entry + (1 << repeat));
    }
  });
}

/**
 * AC look-up of two symbols where both fit, for coefficients that are kept: the first as {@link fillAcLookUp} has it,
 * but with the bits of both; then value << 16 | advance of the second. Where there is no second, its advance is 0 and
 * its value that of the first.
 *
 * @param single the table's entries of {@link fillAcLookUp}
 */
export function fillAcPairs(single: Int32Array, pairs: Int32Array): void {
  for (let bits = 0; bits < LOOK_UP_SIZE; bits++) {
    const first = single[bits] as number;
    const taken = first & LENGTH_MASK;
    let [entry, second] = [first, first & ~0xffff];
    if (advanceOf(first) < END_OF_BLOCK) {
      const next = single[(bits << taken) & (LOOK_UP_SIZE - 1)] as number;
      const total = taken + (next & LENGTH_MASK);
      if (advanceOf(next) < LONG_CODE && total <= LOOK_UP_BITS) {
        entry = first + (next & LENGTH_MASK);
        second = (next & ~0xffff) | advanceOf(next);
      }
    }
    pairs[bits * 2] = entry;
    pairs[bits * 2 + 1] = second;
  }
}

/**
 * AC look-up that skips as many symbols as its bits hold, for coefficients that are not kept: advance << 6 | bits
 * consumed. The advance is at most 63, or 63 + {@link END_OF_BLOCK}, or {@link LONG_CODE}.
 *
 * @param single the table's entries of {@link fillAcLookUp}
 */
export function fillAcSkip(single: Int32Array, skip: Int16Array): void {
  for (let bits = 0; bits < LOOK_UP_SIZE; bits++) {
    let taken = 0;
    let advance = 0;
    while (advance < END_OF_BLOCK) {
      const entry = single[(bits << taken) & (LOOK_UP_SIZE - 1)] as number;
      const step = advanceOf(entry);
      const total = taken + (entry & LENGTH_MASK);
      if (step >= LONG_CODE || total > LOOK_UP_BITS || (step < END_OF_BLOCK && advance + step > 63)) break;
      taken = total;
      advance += step;
    }
    skip[bits] = taken === 0 ? LONG_CODE << ADVANCE_SHIFT : (advance << ADVANCE_SHIFT) | taken;
  }
}

/**
 * Look-up of one symbol of a progressive band, in the format of {@link fillAcLookUp} with two differences: the value of
 * an end of block is the number of blocks that end (EOBRUN, T.81, G.1.2.2), and symbols whose additional bits do not
 * fit are treated as long codes.
 */
export function fillBandLookUp(table: HuffmanTable, entries: Int32Array): void {
  entries.fill(LONG_CODE << ADVANCE_SHIFT);
  forEachCode(table, (symbol, length, from, to) => {
    const run = symbol >> 4;
    const size = symbol & 15;
    const ends = size === 0 && run < 15;
    const bits = ends ? run : size;
    const total = length + bits;
    if (total > LOOK_UP_BITS) return;
    const repeat = LOOK_UP_BITS - total;
    const advance = ends ? END_OF_BLOCK : run + 1;
    for (let entry = from; entry < to; entry += 1 << repeat) {
      const more = (entry - from) >> repeat;
      const value = ends ? (1 << run) + more : size === 0 ? 0 : extend(more, size);
      entries.fill((value << 16) | (advance << ADVANCE_SHIFT) | total, entry, entry + (1 << repeat));
    }
  });
}
