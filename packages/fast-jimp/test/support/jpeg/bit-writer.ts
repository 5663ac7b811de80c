/** Entropy-coded bits with stuffed zeros (ITU-T T.81, F.1.2.3). */
export class BitWriter {
  private readonly bytes: number[] = [];
  private byte = 0;
  private count = 0;

  put(bits: number, length: number): void {
    for (let i = length - 1; i >= 0; i--) {
      this.byte = (this.byte << 1) | ((bits >> i) & 1);
      if (++this.count < 8) continue;
      this.bytes.push(this.byte);
      if (this.byte === 0xff) this.bytes.push(0);
      this.byte = 0;
      this.count = 0;
    }
  }

  /** Fills the last byte with ones. */
  align(): void {
    while (this.count > 0) this.put(1, 1);
  }

  marker(code: number): void {
    this.align();
    this.bytes.push(0xff, code);
  }

  toBuffer(): Buffer {
    this.align();
    return Buffer.from(this.bytes);
  }
}
