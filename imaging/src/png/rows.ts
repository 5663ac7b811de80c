import { unfilter } from "./unfilter";

/** Room after a row, so that its bytes can be read four at a time. */
const ROUND_UP = 4;

/** Splits decompressed bytes into rows and unfilters them. */
export class RowReader {
  private row: Uint8Array;
  private above: Uint8Array;
  private readonly cut: Uint8Array;
  private cutBytes = 0;

  /**
   * @param length bytes of a row without its filter byte
   * @param step bytes of a pixel, at least 1
   * @param use is called with each row; the row is valid only during the call, and four-byte aligned
   */
  constructor(
    private readonly length: number,
    private readonly step: number,
    private readonly use: (row: Uint8Array) => void,
  ) {
    this.row = new Uint8Array(length + ROUND_UP);
    this.above = new Uint8Array(length + ROUND_UP);
    this.cut = new Uint8Array(length + 1);
  }

  /** Takes the next bytes; a row that is cut is kept until the rest of it comes. */
  push(piece: Uint8Array): void {
    const stride = this.length + 1;
    let at = 0;
    if (this.cutBytes > 0) {
      at = Math.min(stride - this.cutBytes, piece.length);
      this.cut.set(piece.subarray(0, at), this.cutBytes);
      this.cutBytes += at;
      if (this.cutBytes < stride) return;
      this.read(this.cut, 0);
    }
    for (; at + stride <= piece.length; at += stride) this.read(piece, at);
    this.cut.set(piece.subarray(at));
    this.cutBytes = piece.length - at;
  }

  private read(source: Uint8Array, at: number): void {
    const { row, above } = this;
    unfilter(source[at] as number, source, at + 1, row, above, this.length, this.step);
    this.use(row);
    this.row = above;
    this.above = row;
  }
}
