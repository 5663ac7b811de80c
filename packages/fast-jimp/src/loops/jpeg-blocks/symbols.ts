import {
  ADVANCE_SHIFT,
  advanceOf,
  BITS_FOLLOW,
  END_OF_BLOCK,
  INDEX_SHIFT,
  LENGTH_MASK,
  LONG_CODE,
} from "../../jpeg/look-up";
import { extend } from "../../jpeg/huffman";
import type { LoopMemory } from "../memory";
import { NO_SUCH_CODE } from "./results";

/** Symbols of a window of entropy-coded bytes, by their positions in bits from its start. */
export function symbolReader(memory: LoopMemory) {
  /** The next 32 bits, which is as many as the longest code and its value have. */
  function bitsAt(window: number, position: number): number {
    const at = window + (position >>> 3);
    const first = (memory.u8(at) << 24) | (memory.u8(at + 1) << 16) | (memory.u8(at + 2) << 8) | memory.u8(at + 3);
    const into = position & 7;
    return into === 0 ? first : (first << into) | (memory.u8(at + 4) >>> (8 - into));
  }

  /** Value of the `size` (1..16) bits that follow `taken` ones. */
  const valueAt = (bits: number, taken: number, size: number): number => extend((bits << taken) >>> (32 - size), size);

  /**
   * Finds a code bit by bit (ITU-T T.81, F.2.2.3).
   *
   * @param codes for each length 1..16 first code, number of codes and index of the first symbol, 32 bits each; then
   *   symbols
   * @returns symbol | length << 8, or NO_SUCH_CODE
   */
  function longCode(codes: number, bits: number): number {
    for (let length = 1; length <= 16; length++) {
      const row = codes + (length - 1) * 12;
      const offset = (bits >>> (32 - length)) - memory.i32(row);
      if (offset < memory.i32(row + 4)) return memory.u8(codes + 192 + memory.i32(row + 8) + offset) | (length << 8);
    }
    return NO_SUCH_CODE;
  }

  /** A DC difference that the look-up leaves open. */
  function longDc(codes: number, bits: number): number {
    const found = longCode(codes, bits);
    const size = found & 255;
    if (found < 0 || size > 15) return 0;
    const length = found >> 8;
    return ((size === 0 ? 0 : valueAt(bits, length, size)) << 8) | (length + size);
  }

  /** An AC symbol that the look-up's entry leaves open. */
  function longAc(open: number, codes: number, bits: number): number {
    const follow = advanceOf(open) - BITS_FOLLOW;
    if (follow > 0) {
      const [size, length] = [open >> 16, open & LENGTH_MASK];
      return (valueAt(bits, length, size) << 16) | (follow << ADVANCE_SHIFT) | (length + size);
    }
    const found = longCode(codes, bits);
    if (found < 0) return 0;
    const [length, run, size] = [found >> 8, (found >> 4) & 15, found & 15];
    if (size === 0) return ((run === 15 ? 16 : END_OF_BLOCK) << ADVANCE_SHIFT) | length;
    return (valueAt(bits, length, size) << 16) | ((run + 1) << ADVANCE_SHIFT) | (length + size);
  }

  /** A symbol of a band that the look-up leaves open. */
  function longBandSymbol(codes: number, bits: number): number {
    const found = longCode(codes, bits);
    if (found < 0) return 0;
    const [length, run, size] = [found >> 8, (found >> 4) & 15, found & 15];
    if (size > 0) return (valueAt(bits, length, size) << 16) | ((run + 1) << ADVANCE_SHIFT) | (length + size);
    if (run === 15) return (16 << ADVANCE_SHIFT) | length;
    const more = run === 0 ? 0 : (bits << length) >>> (32 - run);
    return (((1 << run) + more) << 16) | (END_OF_BLOCK << ADVANCE_SHIFT) | (length + run);
  }

  /** The look-up's entry for the next bits. */
  const entryAt = (lookUp: number, bits: number): number => memory.i32(lookUp + (bits >>> INDEX_SHIFT) * 4);

  // Each of these gives what the entries of jpeg/look-up.ts hold, or 0 where the table has no such code.
  return {
    /** The next bit. */
    bit: (window: number, position: number): number =>
      (memory.u8(window + (position >>> 3)) >> (7 - (position & 7))) & 1,

    dc(lookUp: number, codes: number, window: number, position: number): number {
      const bits = bitsAt(window, position);
      return entryAt(lookUp, bits) || longDc(codes, bits);
    },

    ac(lookUp: number, codes: number, window: number, position: number): number {
      const bits = bitsAt(window, position);
      const entry = entryAt(lookUp, bits);
      return advanceOf(entry) < LONG_CODE ? entry : longAc(entry, codes, bits);
    },

    acSkip: (skip: number, window: number, position: number): number =>
      memory.i16(skip + (bitsAt(window, position) >>> INDEX_SHIFT) * 2),

    band(lookUp: number, codes: number, window: number, position: number): number {
      const bits = bitsAt(window, position);
      const entry = entryAt(lookUp, bits);
      return advanceOf(entry) < LONG_CODE ? entry : longBandSymbol(codes, bits);
    },
  };
}
