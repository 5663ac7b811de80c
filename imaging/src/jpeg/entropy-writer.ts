import type { HuffmanTable } from "./huffman";
import { ZIGZAG } from "./zigzag";

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

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;
/** More than one block can take: 64 coefficients of 26 bits, every byte stuffed. */
const MAX_BLOCK_BYTES = 512;

/** A growing file with entropy-coded blocks in it (ITU-T T.81, F.1.2). */
export class EntropyWriter {
  private bytes: Buffer;
  private length = 0;
  /** Bits that do not make a byte yet: the lower `used` of them. */
  private bits = 0;
  private used = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(Math.max(capacity, 4 * MAX_BLOCK_BYTES));
  }

  /** Adds bytes as they are. */
  write(data: Uint8Array): void {
    this.reserve(data.length);
    this.bytes.set(data, this.length);
    this.length += data.length;
  }

  /**
   * Adds a block of quantised coefficients, given in zigzag order.
   *
   * @param last index of the last coefficient that is not zero
   */
  writeBlock(block: Int32Array, last: number, predictor: number, dc: Int32Array, ac: Int32Array): void {
    this.reserve(MAX_BLOCK_BYTES);
    const difference = (block[0] as number) - predictor;
    const size = bitLength(difference);
    this.put(dc[size] as number, difference, size);
    let run = 0;
    for (let k = 1; k <= last; k++) {
      const value = block[k] as number;
      if (value === 0) {
        run++;
        continue;
      }
      for (; run > 15; run -= 16) this.put(ac[SIXTEEN_ZEROS] as number, 0, 0);
      const bits = bitLength(value);
      this.put(ac[(run << 4) | bits] as number, value, bits);
      run = 0;
    }
    if (last < 63) this.put(ac[END_OF_BLOCK] as number, 0, 0);
  }

  /** Fills the last byte with ones and gives everything written. */
  finish(): Buffer {
    this.reserve(8);
    if (this.used > 0) {
      const bits = (this.bits << (32 - this.used)) | (0xffffffff >>> this.used);
      for (let left = this.used, shift = 24; left > 0; left -= 8, shift -= 8) this.putByte((bits >>> shift) & 255);
      this.used = 0;
    }
    return this.bytes.subarray(0, this.length);
  }

  /** A code, and `size` bits of a value: negative values one less, in two's complement (T.81, F.1.2.1). */
  private put(code: number, value: number, size: number): void {
    const low = size === 0 ? 0 : (value - (value < 0 ? 1 : 0)) & ((1 << size) - 1);
    const bits = ((code >> 5) << size) | low;
    const count = (code & 31) + size;
    const room = 32 - this.used;
    if (count < room) {
      this.bits = (this.bits << count) | bits;
      this.used += count;
      return;
    }
    this.putWord((this.bits << room) | (bits >>> (count - room)));
    this.bits = bits;
    this.used = count - room;
  }

  private putWord(word: number): void {
    const { bytes, length } = this;
    if ((word & 0x80808080 & ((word & 0x7f7f7f7f) + 0x01010101)) === 0) {
      bytes[length] = word >>> 24;
      bytes[length + 1] = word >>> 16;
      bytes[length + 2] = word >>> 8;
      bytes[length + 3] = word;
      this.length = length + 4;
      return;
    }
    for (let shift = 24; shift >= 0; shift -= 8) this.putByte((word >>> shift) & 255);
  }

  private putByte(byte: number): void {
    this.bytes[this.length++] = byte;
    if (byte === 0xff) this.bytes[this.length++] = 0;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

const bitLength = (value: number): number => 32 - Math.clz32(value < 0 ? -value : value);

/** Quantises a transformed block into zigzag order. @returns index of the last coefficient that is not zero */
export function quantise(block: Float64Array, factors: Float64Array, out: Int32Array): number {
  let last = 0;
  for (let k = 0; k < 64; k++) {
    const at = ZIGZAG[k] as number;
    // Rounds to the nearest: what is cut off is positive.
    const value = (((block[at] as number) * (factors[at] as number) + 16384.5) | 0) - 16384;
    out[k] = value;
    if (value !== 0) last = k;
  }
  return last;
}
