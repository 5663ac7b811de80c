/** Reads big-endian fields one after another. */
export class Cursor {
  constructor(
    private readonly bytes: Buffer,
    private at = 0,
  ) {}

  /** @param width bytes, 1, 2 or 4. @throws RangeError behind the end */
  uint(width: number): number {
    const value = this.bytes.readUIntBE(this.at, width);
    this.at += width;
    return value;
  }

  int32(): number {
    return this.uint(4) | 0;
  }

  text(length: number): string {
    const value = this.bytes.toString("latin1", this.at, this.at + length);
    if (value.length < length) throw new RangeError("behind the end");
    this.at += length;
    return value;
  }
}
