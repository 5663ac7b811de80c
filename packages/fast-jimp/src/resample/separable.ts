import type { Convolver } from "./convolver";
import type { Kernel } from "./kernel";

/** A kernel in a convolver's memory. */
export interface PlacedKernel {
  readonly starts: number;
  readonly weights: number;
  readonly taps: number;
}

export const placeKernel = (convolver: Convolver, { starts, weights, taps }: Kernel): PlacedKernel => ({
  starts: convolver.place(starts),
  weights: convolver.place(weights),
  taps,
});

/** A resize in both directions: first every row to the new width, then the columns. */
export interface SeparablePasses {
  readonly down: Kernel;
  /** Rows of the source. */
  readonly rows: number;
  /** Bytes of a row between the two passes, a multiple of 16. */
  readonly rowBytes: number;
  /** Resizes `count` rows of the source, starting at `row`, to the new width. */
  readonly resizeAcross: (row: number, count: number, out: number) => void;
}

/** Size of the rows between the two passes, unless {@link MIN_TAPS} needs more: they stay in the processor's cache. */
const BAND_BYTES = 256 * 1024;
/** Rows that are still needed are moved when a band is full: it has at least this many times as many. */
const MIN_TAPS = 4;
/** Rows per call of a loop. */
export const ROWS_AT_ONCE = 32;

/** Finished rows of a resize, from the first to the last. Memory grows with the width of the image, not its height. */
export class SeparableRows {
  private readonly columns: PlacedKernel;
  private readonly bandRows: number;
  private readonly band: number;
  private readonly finished: number;
  /** Rows of the source that the band holds, `end` excluded. */
  private first = 0;
  private end = 0;

  /** @param held rows of the source that are received at most before those of them that are needed are. Default 0 */
  constructor(
    private readonly convolver: Convolver,
    private readonly passes: SeparablePasses,
    held = 0,
  ) {
    const { down, rows, rowBytes } = passes;
    this.columns = placeKernel(convolver, down);
    const wanted = Math.max(MIN_TAPS * down.taps, ROWS_AT_ONCE, Math.floor(BAND_BYTES / rowBytes), held);
    this.bandRows = Math.min(rows, wanted);
    this.band = convolver.allocate((this.bandRows + 2 * ROWS_AT_ONCE + down.taps) * rowBytes);
    this.finished = convolver.allocate(ROWS_AT_ONCE * rowBytes);
  }

  /** How many rows from `y` on can be had at once, at least 1. @param height rows of the result */
  atOnce(y: number, height: number): number {
    const from = this.passes.down.starts[y] as number;
    let count = 1;
    while (count < ROWS_AT_ONCE && y + count < height && this.endOf(y + count) - from <= this.bandRows) count++;
    return count;
  }

  /** How many rows from `y` on need no more of the source than was received. @param height rows of the result */
  received(y: number, height: number): number {
    let count = 0;
    while (count < ROWS_AT_ONCE && y + count < height && this.endOf(y + count) <= this.end) count++;
    return count;
  }

  /**
   * Resizes rows of the source across now, where they can be had only now.
   *
   * @param end behind the last of them
   * @param y the first row that is not finished
   */
  receive(end: number, y: number): void {
    const { down, rows } = this.passes;
    this.load(down.starts[y] as number, Math.min(rows, end), end);
  }

  /**
   * Finishes rows, in their order.
   *
   * @param count at most {@link atOnce}
   * @returns the address of the first, valid until the next call
   */
  next(y: number, count: number): number {
    const { convolver, passes, columns, band, finished } = this;
    const { down, rowBytes } = passes;
    this.load(down.starts[y] as number, this.endOf(y + count - 1));
    // The loop counts rows from the first one of the source.
    const origin = band - this.first * rowBytes;
    const [starts, weights] = [columns.starts + y * 4, columns.weights + y * down.taps * 2];
    convolver.loops.down(origin, rowBytes, rowBytes, starts, weights, down.taps, count, finished, rowBytes);
    return finished;
  }

  /** The source row behind the last one of a row of the result. */
  private endOf(y: number): number {
    const { down, rows } = this.passes;
    return Math.min(rows, (down.starts[y] as number) + down.taps);
  }

  /** Resizes rows of the source across, each once. @param available behind the last that can be had */
  private load(from: number, end: number, available = this.passes.rows): void {
    const { passes, band, bandRows } = this;
    const { rowBytes, resizeAcross } = passes;
    if (from > this.end) this.first = this.end = from;
    if (end - this.first > bandRows) {
      const [kept, bytes] = [from - this.first, (this.end - from) * rowBytes];
      this.convolver.bytes(band, kept * rowBytes + bytes).copyWithin(0, kept * rowBytes);
      this.first = from;
    }
    while (this.end < end) {
      const count = Math.min(ROWS_AT_ONCE, available - this.end);
      resizeAcross(this.end, count, band + (this.end - this.first) * rowBytes);
      this.end += count;
    }
  }
}

/** A resize whose rows are received one after another. */
export interface SeparableResize extends SeparablePasses {
  /** Rows of the result. */
  readonly height: number;
  /** Receives `count` finished rows, starting at `y`; the memory is reused after the call. */
  readonly emit: (y: number, count: number, address: number) => void;
}

export function resizeSeparably(convolver: Convolver, { height, emit, ...passes }: SeparableResize): void {
  const rows = new SeparableRows(convolver, passes);
  for (let y = 0; y < height;) {
    const count = rows.atOnce(y, height);
    emit(y, count, rows.next(y, count));
    y += count;
  }
}
