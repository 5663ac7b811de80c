import { corrupt } from "./segments";

/** A Huffman table of a DHT segment (ITU-T T.81, B.2.4.2) and the tables of a bit-by-bit decoder (F.2.2.3). */
export interface HuffmanTable {
  /** Number of codes of each length; index 0 is length 1. */
  readonly counts: Uint8Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint8Array;
  /** First code of each length 0..16. */
  readonly firstCode: Int32Array;
  /** Index in `symbols` of the first code of each length 0..16. */
  readonly firstIndex: Int32Array;
}

/** A symbol is a byte, and has one code (T.81, B.2.4.2 and C.2). */
const MAX_CODES = 256;

/**
 * Validates the code lengths of a table and assigns its codes (T.81, annex C).
 *
 * @param counts 16 numbers
 * @throws IMAGE_CORRUPT where the lengths describe no prefix code, there are more than 256, or symbols are missing
 */
export function makeHuffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const firstCode = new Int32Array(17);
  const firstIndex = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    code <<= 1;
    firstCode[length] = code;
    firstIndex[length] = index;
    const count = counts[length - 1] ?? 0;
    code += count;
    index += count;
    if (code > 1 << length) throw corrupt("a Huffman table has more codes than its lengths allow");
  }
  if (index > MAX_CODES) throw corrupt(`a Huffman table has more than ${MAX_CODES} codes`);
  if (index > symbols.length) throw corrupt("a Huffman table is cut short");
  return { counts, symbols, firstCode, firstIndex };
}

/** Code of each symbol: code << 5 | length. */
export function codesOf({ counts, symbols, firstCode, firstIndex }: HuffmanTable): Int32Array {
  const codes = new Int32Array(256);
  for (let length = 1; length <= 16; length++) {
    for (let i = 0; i < (counts[length - 1] as number); i++) {
      const symbol = symbols[(firstIndex[length] as number) + i] as number;
      codes[symbol] = (((firstCode[length] as number) + i) << 5) | length;
    }
  }
  return codes;
}

/** Value of `size` additional bits (T.81, F.2.2.1, EXTEND). */
export const extend = (bits: number, size: number): number => (bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits);
