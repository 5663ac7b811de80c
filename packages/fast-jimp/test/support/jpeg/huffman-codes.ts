/** A Huffman table by its code lengths (ITU-T T.81, annex C), and the code of each symbol. */
export interface HuffmanCodes {
  /** Codes of each length 1..16. */
  readonly counts: readonly number[];
  readonly symbols: readonly number[];
  readonly codeOf: ReadonlyMap<number, { readonly bits: number; readonly length: number }>;
}

function huffmanCodes(counts: readonly number[], symbols: readonly number[]): HuffmanCodes {
  const codeOf = new Map<number, { bits: number; length: number }>();
  let code = 0;
  let next = 0;
  counts.forEach((count, i) => {
    for (let n = 0; n < count; n++) codeOf.set(symbols[next++] as number, { bits: code++, length: i + 1 });
    code <<= 1;
  });
  return { counts, symbols, codeOf };
}

/** An image's tables. */
export interface HuffmanPair {
  readonly dc: HuffmanCodes;
  readonly ac: HuffmanCodes;
}

const range = (count: number) => Array.from({ length: count }, (_, symbol) => symbol);

/** Every symbol there can be, with codes of 4 and 5 bits, and of 8 and 9. */
export const everySymbol: HuffmanPair = {
  dc: huffmanCodes([0, 0, 0, 14, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], range(16)),
  ac: huffmanCodes([0, 0, 0, 0, 0, 0, 0, 254, 2, 0, 0, 0, 0, 0, 0, 0], range(256)),
};

/** Every symbol, with codes of 1, 15 and 16 bits: longer than any look-up. The end of a block has the short one. */
export const longCodes: HuffmanPair = {
  dc: huffmanCodes([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8], range(16)),
  ac: huffmanCodes([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 155], range(256)),
};
