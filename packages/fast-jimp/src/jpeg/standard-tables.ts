import { makeHuffmanTable } from "./huffman";

/** Luminance divisors at quality 50, row by row (ITU-T T.81, table K.1). */
export const LUMA_QUANT = Uint8Array.of(
  ...[16, 11, 10, 16, 24, 40, 51, 61],
  ...[12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77],
  ...[24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101],
  ...[72, 92, 95, 98, 112, 100, 103, 99],
);

/** Chrominance divisors at quality 50, row by row (T.81, table K.2). */
export const CHROMA_QUANT = Uint8Array.of(
  ...[17, 18, 24, 47, 99, 99, 99, 99],
  ...[18, 21, 26, 66, 99, 99, 99, 99],
  ...[24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99],
  ...new Array<number>(32).fill(99),
);

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, "hex"));

/** Typical Huffman tables (T.81, tables K.3 to K.6). */
export const STANDARD_HUFFMAN = {
  dcLuma: makeHuffmanTable(hex("00010501010101010100000000000000"), hex("000102030405060708090a0b")),
  dcChroma: makeHuffmanTable(hex("00030101010101010101010000000000"), hex("000102030405060708090a0b")),
  acLuma: makeHuffmanTable(
    hex("0002010303020403050504040000017d"),
    hex(
      "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738" +
        "393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4" +
        "a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
    ),
  ),
  acChroma: makeHuffmanTable(
    hex("00020102040403040705040400010277"),
    hex(
      "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a353637" +
        "38393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2" +
        "a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
    ),
  ),
};
