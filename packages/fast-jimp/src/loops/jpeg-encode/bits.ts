import type { LoopMemory } from "../memory";

/** Writes the bits of entropy-coded data, four bytes at a time, with stuffed zeros (T.81, B.1.1.5). */
export class BitWriter {
  /** Where the next bytes go. */
  at = 0;
  /** Bits that do not make four bytes yet: the lower `used` ones. */
  private pending = 0;
  private used = 0;

  constructor(private readonly memory: LoopMemory) {}

  /** Forgets the bits that do not make four bytes. */
  reset(): void {
    this.pending = this.used = 0;
  }

  /**
   * Writes a code, and `size` bits of a value: negative values one less, in two's complement (T.81, F.1.2.1).
   *
   * @param code code << 5 | its length; with the value at most 31 bits
   */
  put(code: number, value: number, size: number): void {
    const bits = ((code >> 5) << size) | ((value + (value >> 31)) & ((1 << size) - 1));
    const count = (code & 31) + size;
    const free = 32 - this.used;
    if (count < free) {
      this.pending = (this.pending << count) | bits;
      this.used += count;
      return;
    }
    const left = count - free;
    // With nothing pending all bits are free: a shift by 32 is none, and of 0.
    const word = (this.pending << free) | (bits >>> left);
    for (let shift = 24; shift >= 0; shift -= 8) this.putByte((word >>> shift) & 255);
    this.pending = bits & ((1 << left) - 1);
    this.used = left;
  }

  /** Writes the bits that are left, the last byte filled with ones. */
  finish(): void {
    const fill = -this.used & 7;
    const bits = (this.pending << fill) | ((1 << fill) - 1);
    for (let left = this.used + fill; left > 0; left -= 8) this.putByte((bits >>> (left - 8)) & 255);
  }

  private putByte(byte: number): void {
    this.memory.setU8(this.at++, byte);
    if (byte === 255) this.memory.setU8(this.at++, 0);
  }
}
