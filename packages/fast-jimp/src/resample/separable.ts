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

/** A resize of both directions: rows are narrowed (or widened) one by one, then columns are summed up. */
export interface SeparableResize {
  readonly down: Kernel;
  /** Rows there are. */
  readonly rows: number;
  /** Rows of the result. */
  readonly height: number;
  /** Bytes of a row between the two steps, a multiple of 16. */
  readonly rowBytes: number;
  /** Takes `count` rows of the source, from `row` on, to their new width. */
  readonly narrow: (row: number, count: number, out: number) => void;
  /** Takes over `count` finished rows, from `y` on. */
  readonly take: (y: number, count: number, address: number) => void;
}

/** Between the two steps not much more than this is held. */
const BAND_BYTES = 4 * 1024 * 1024;
/** A band has at least this many times the rows that it shares with the next, and that are narrowed twice. */
const MIN_OVERLAPS = 4;
/** Rows that are narrowed or summed up in one call. */
export const ROWS_AT_ONCE = 32;

/** Resizes in bands of rows, so that memory is bounded by the width and not by the picture. */
export function resizeSeparably(convolver: Convolver, resize: SeparableResize): void {
  const { down, rows, height, rowBytes, narrow, take } = resize;
  const { taps, starts } = down;
  const columns = placeKernel(convolver, down);
  const bandRows = Math.min(
    rows,
    Math.max(MIN_OVERLAPS * taps, Math.floor(BAND_BYTES / rowBytes / ROWS_AT_ONCE) * ROWS_AT_ONCE),
  );
  const narrowed = convolver.allocate((bandRows + ROWS_AT_ONCE + taps) * rowBytes);
  const finished = convolver.allocate(ROWS_AT_ONCE * rowBytes);
  for (let y = 0; y < height;) {
    // The rows of the source that the next output rows need, as many as a band may have.
    const first = starts[y] as number;
    const end = Math.min(rows, first + bandRows);
    for (let row = first; row < end; row += ROWS_AT_ONCE) {
      narrow(row, Math.min(ROWS_AT_ONCE, end - row), narrowed + (row - first) * rowBytes);
    }
    let upTo = y + 1;
    while (upTo < height && (end === rows || (starts[upTo] as number) + taps <= end)) upTo++;
    for (; y < upTo; y += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, upTo - y);
      const { weights, starts: placed } = columns;
      // The loop counts rows from the source's first one.
      const origin = narrowed - first * rowBytes;
      convolver.loops.down(
        origin,
        rowBytes,
        rowBytes,
        placed + y * 4,
        weights + y * taps * 2,
        taps,
        count,
        finished,
        rowBytes,
      );
      take(y, count, finished);
    }
    y = upTo;
  }
}
