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
export interface SeparableResize {
  readonly down: Kernel;
  /** Rows of the source. */
  readonly rows: number;
  /** Rows of the result. */
  readonly height: number;
  /** Bytes of a row between the two passes, a multiple of 16. */
  readonly rowBytes: number;
  /** Resizes `count` rows of the source, starting at `row`, to the new width. */
  readonly resizeAcross: (row: number, count: number, out: number) => void;
  /** Receives `count` finished rows, starting at `y`; the memory is reused after the call. */
  readonly emit: (y: number, count: number, address: number) => void;
}

/** Size of the buffer between the two passes, unless {@link MIN_OVERLAPS} needs more. */
const BAND_BYTES = 4 * 1024 * 1024;
/** Rows shared by two bands are resized twice: a band has at least this many times as many. */
const MIN_OVERLAPS = 4;
/** Rows per call of a loop. */
export const ROWS_AT_ONCE = 32;

/** Resizes in bands of rows, so that memory grows with the width of the image and not with its height. */
export function resizeSeparably(convolver: Convolver, resize: SeparableResize): void {
  const { down, rows, height, rowBytes, resizeAcross, emit } = resize;
  const { taps, starts } = down;
  const columns = placeKernel(convolver, down);
  const bandRows = Math.min(
    rows,
    Math.max(MIN_OVERLAPS * taps, Math.floor(BAND_BYTES / rowBytes / ROWS_AT_ONCE) * ROWS_AT_ONCE),
  );
  const band = convolver.allocate((bandRows + ROWS_AT_ONCE + taps) * rowBytes);
  const finished = convolver.allocate(ROWS_AT_ONCE * rowBytes);
  for (let y = 0; y < height;) {
    // The source rows of the next output rows, as many as a band may have.
    const first = starts[y] as number;
    const end = Math.min(rows, first + bandRows);
    for (let row = first; row < end; row += ROWS_AT_ONCE) {
      resizeAcross(row, Math.min(ROWS_AT_ONCE, end - row), band + (row - first) * rowBytes);
    }
    let upTo = y + 1;
    while (upTo < height && (end === rows || (starts[upTo] as number) + taps <= end)) upTo++;
    for (; y < upTo; y += ROWS_AT_ONCE) {
      const count = Math.min(ROWS_AT_ONCE, upTo - y);
      const { weights, starts: placed } = columns;
      // The loop counts rows from the first one of the source.
      const origin = band - first * rowBytes;
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
      emit(y, count, finished);
    }
    y = upTo;
  }
}
