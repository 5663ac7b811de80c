import { PAETH } from "../loops/png/predict";
import type { PngArena } from "./loops";
import { corrupt } from "../image-error";

/** Bytes that are unfiltered at a time: few enough for the processor's level 2 cache. */
const BUFFER_BYTES = 128 * 1024;

/** Splits decompressed bytes into rows and unfilters them, in the memory of the inner loops. */
export class RowReader {
  /** The row before the first in the buffer. */
  private readonly above: number;
  private readonly buffer: number;
  private readonly capacity: number;
  private filled = 0;
  /** Rows that were complete so far. */
  count = 0;

  /**
   * @param length bytes of a row without its filter byte
   * @param step bytes of a pixel, at least 1
   * @param use is called with the address of each row; the row is valid only during the call
   */
  constructor(
    private readonly arena: PngArena,
    private readonly length: number,
    private readonly step: number,
    private readonly use: (row: number) => void,
  ) {
    this.above = arena.allocate(length);
    arena.bytes(this.above, length).fill(0);
    this.capacity = Math.max(BUFFER_BYTES, length + 1);
    this.buffer = arena.allocate(this.capacity);
  }

  /** Adds the next bytes; an incomplete row is kept until its remainder is added. */
  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      const end = Math.min(piece.length, at + this.capacity - this.filled);
      this.arena.bytes(this.buffer, this.capacity).set(piece.subarray(at, end), this.filled);
      this.filled += end - at;
      at = end;
      this.readRows();
    }
  }

  private readRows(): void {
    const { arena, buffer, length, step, filled } = this;
    const bytes = arena.bytes(buffer, this.capacity);
    const pairs = step === 3 || step === 4;
    const rowEnd = length + 1;
    let above = this.above;
    let at = 0;
    for (; at + length < filled; at += rowEnd) {
      const row = buffer + at + 1;
      if (pairs && bytes[at] === PAETH && bytes[at + rowEnd] === PAETH && at + rowEnd + length < filled) {
        arena.loops.unfilterPaethRows(row, above, length, step);
        this.take(row);
        at += rowEnd;
        above = row + rowEnd;
      } else {
        if (arena.loops.unfilter(row, above, length, step) < 0) {
          throw corrupt("PNG", `filter type ${bytes[at] ?? 0} is unknown`);
        }
        above = row;
      }
      this.take(above);
    }
    if (at === 0) return;
    arena.bytes(this.above, length).set(arena.bytes(above, length));
    bytes.copyWithin(0, at, filled);
    this.filled -= at;
  }

  private take(row: number): void {
    this.use(row);
    this.count++;
  }
}
