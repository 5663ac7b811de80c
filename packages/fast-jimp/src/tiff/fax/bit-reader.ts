import { corrupt } from "../../image-error";
import type { RunCode } from "./codes";

/** Bits of the longest code. */
const MAX_CODE_BITS = 13;

/** For each start of 13 bits the value of its code and the code's length. */
export interface CodeTable {
  readonly values: Int16Array;
  /** 0: no code starts like this. */
  readonly lengths: Uint8Array;
}

export function codeTable(codes: readonly RunCode[]): CodeTable {
  const values = new Int16Array(1 << MAX_CODE_BITS);
  const lengths = new Uint8Array(1 << MAX_CODE_BITS);
  for (const [code, value] of codes) {
    const rest = MAX_CODE_BITS - code.length;
    const from = parseInt(code, 2) << rest;
    values.fill(value, from, from + (1 << rest));
    lengths.fill(code.length, from, from + (1 << rest));
  }
  return { values, lengths };
}

/** Bits of a strip or tile, the highest of each byte first; behind its end they are zeros. */
export class FaxBits {
  private at = 0;
  constructor(private readonly bytes: Buffer) {}

  /** The next 1 to 16 bits, which stay. */
  peek(count: number): number {
    const byte = this.at >> 3;
    const { bytes } = this;
    const held = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
    return (held >> (24 - (this.at & 7) - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.at += count;
    if (this.at > this.bytes.length * 8) throw corrupt("TIFF", "a strip or tile is cut short");
  }

  toByte(): void {
    this.at = (this.at + 7) & ~7;
  }

  /** @throws IMAGE_CORRUPT where no code follows */
  code({ values, lengths }: CodeTable): number {
    const bits = this.peek(MAX_CODE_BITS);
    const length = lengths[bits] as number;
    if (length === 0) {
      const isEnd = this.at + MAX_CODE_BITS > this.bytes.length * 8;
      throw corrupt(
        "TIFF",
        isEnd ? "a strip or tile is cut short" : "its fax data has a code that is not in the table",
      );
    }
    this.skip(length);
    return values[bits] as number;
  }

  /** Skips zeros and the one that ends them, where they are at least 11: an EOL (ITU-T T.4, 4.1.2), with fill. */
  endOfLine(): boolean {
    if (this.peek(11) !== 0) return false;
    const start = this.at;
    const end = this.bytes.length * 8;
    while (this.at < end && this.peek(1) === 0) this.at++;
    if (this.at < end) {
      this.at++;
      return true;
    }
    this.at = start;
    return false;
  }
}
