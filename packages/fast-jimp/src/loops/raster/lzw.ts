import type { LoopMemory } from "../memory";

const MAX_CODES = 4096;
const MAX_CODE_BITS = 12;

/** Most bits of a code that stands for a byte: of GIF's codes, 12, one more is needed. Of what it has, 8 are kept. */
export const MAX_LITERAL_BITS = MAX_CODE_BITS - 1;

/** Bytes of the table of strings: address and length of each, and the strings of one byte. */
export const LZW_TABLE_BYTES = MAX_CODES * 8 + (1 << MAX_LITERAL_BITS);

/** Results that are no count. */
export const CUT_SHORT = -1;
export const BAD_CODE = -2;

/** How codes are stored, and what is done where they end early. */
interface Kind {
  /** Bits of a code that stands for a byte. */
  readonly literalBits: number;
  /** Whether codes begin at a byte's highest bit. */
  readonly highFirst: boolean;
  /** By how many codes their length grows ahead. */
  readonly early: number;
  /** Whether what was decoded counts where the data is broken or ends. */
  readonly keep: boolean;
}

/** LZW (TIFF 6.0, section 13; GIF89a, appendix F). A string is always a copy of earlier output. */
function decode(
  memory: LoopMemory,
  data: number,
  length: number,
  out: number,
  wanted: number,
  { literalBits, highFirst, early, keep }: Kind,
): number {
  const clear = 1 << literalBits;
  const starts = new Uint32Array(MAX_CODES);
  const lengths = new Uint32Array(MAX_CODES);
  let [to, at, next, codeBits, previous, previousLength, bits, held] = [0, 0, clear + 2, literalBits + 1, -1, 0, 0, 0];
  while (to < wanted) {
    for (; held < codeBits; held += 8, at++) {
      if (at === length) return keep ? to : CUT_SHORT;
      bits = highFirst ? ((bits << 8) | memory.u8(data + at)) & 0xffffff : bits | (memory.u8(data + at) << held);
    }
    held -= codeBits;
    const code = (highFirst ? bits >> held : bits) & ((1 << codeBits) - 1);
    if (!highFirst) bits >>>= codeBits;
    if (code === clear + 1) return keep ? to : CUT_SHORT;
    if (code === clear) {
      [next, codeBits, previous] = [clear + 2, literalBits + 1, -1];
      continue;
    }
    if (code >= next && (code > next || previous < 0)) return keep ? to : BAD_CODE;
    const written = to;
    if (code < clear) memory.setU8(out + to++, code);
    else {
      // A code that is not in the table yet stands for the string before and its own first byte.
      const from = code < next ? (starts[code] as number) : previous;
      const count = Math.min(wanted - to, code < next ? (lengths[code] as number) : previousLength + 1);
      for (let i = 0; i < count; i++) memory.setU8(out + to++, memory.u8(out + from + i));
    }
    if (previous >= 0 && next < MAX_CODES) {
      starts[next] = previous;
      lengths[next] = previousLength + 1;
      next++;
      if (next + early === 1 << codeBits && codeBits < MAX_CODE_BITS) codeBits++;
    }
    [previous, previousLength] = [written, to - written];
  }
  return wanted;
}

/**
 * LZW of strips and frames. Up to 15 bytes behind the output are overwritten.
 *
 * `table` is the address of {@link LZW_TABLE_BYTES}, for the strings.
 */
export const lzwLoops = (memory: LoopMemory) => ({
  /**
   * TIFF's: codes begin at the highest bit, and are lengthened one code earlier than GIF's.
   *
   * @returns `wanted`, or {@link CUT_SHORT}, or {@link BAD_CODE} for a code that is not in the table
   */
  decodeTiffLzw(data: number, length: number, out: number, wanted: number, _table: number): number {
    return decode(memory, data, length, out, wanted, { literalBits: 8, highFirst: true, early: 1, keep: false });
  },

  /**
   * GIF's.
   *
   * @param literalBits 1..11
   * @returns bytes that were decoded up to `wanted`, or to where the data ends or is broken
   */
  decodeGifLzw(data: number, length: number, out: number, wanted: number, _table: number, literalBits: number): number {
    return decode(memory, data, length, out, wanted, { literalBits, highFirst: false, early: 0, keep: true });
  },
});
