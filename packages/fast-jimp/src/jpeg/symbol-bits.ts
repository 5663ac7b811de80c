import { codesOf, type HuffmanTable } from "./huffman";
import { STANDARD_HUFFMAN } from "./standard-tables";

/** Bits of each AC symbol with its value in the tables of ITU-T T.81, K.3.3.2; 16 where they have no code. */
const bitsOf = (table: HuffmanTable): Float32Array =>
  Float32Array.from(codesOf(table), (code, symbol) => (code & 31 || 16) + (symbol & 15));

/** Cost of luma's and of chroma's coefficients while they are chosen, before the image has tables of its own. */
export const SYMBOL_BITS: readonly Float32Array[] = [STANDARD_HUFFMAN.acLuma, STANDARD_HUFFMAN.acChroma].map(bitsOf);
