import { LENGTH_MASK, LOOK_UP_BITS } from "./look-up";
import type { ScanState } from "./scan-state";
import { decodeBlock, skipAc } from "./sequential-blocks";

const INDEX_SHIFT = 32 - LOOK_UP_BITS;

/**
 * Decodes the MCUs `from`..`to` of a row (ITU-T T.81, F.2).
 *
 * @returns the bit position behind them
 */
function decodeRun(state: ScanState, samples: Uint8ClampedArray, from: number, to: number, position: number): number {
  const { reader, dcLookUp, dcOffset, predictors, component, quant, scale, rowStart, step, blockCount } = state;
  const { view } = reader;
  let limit = reader.limit;
  for (let mcu = from; mcu < to; mcu++) {
    if (position > limit) {
      position = reader.refill(position);
      limit = reader.limit;
    }
    for (let b = 0; b < blockCount; b++) {
      const bits = view.getInt32(position >>> 3) << (position & 7);
      let entry = dcLookUp[(dcOffset[b] as number) + (bits >>> INDEX_SHIFT)] as number;
      if (entry === 0) entry = state.longDc(position, b);
      position += entry & LENGTH_MASK;
      const c = component[b] as number;
      const dc = ((predictors[c] as number) + (entry >> 8)) | 0;
      predictors[c] = dc;
      const at = (rowStart[b] as number) + Math.imul(mcu, step[b] as number);
      if (scale[b] === 1) {
        samples[at] = ((Math.imul(dc, quant[c * 64] as number) + 4) >> 3) + 128;
        position = skipAc(state, position, b, 1);
      } else {
        position = decodeBlock(state, samples, position, b, dc, at);
      }
    }
  }
  return position;
}

/** Decodes the blocks of one run of MCUs in a row, from a bit position to the one behind them. */
export type DecodeRun = (from: number, to: number, position: number) => number;

/**
 * Goes through a scan's MCUs, row by row, over its restart intervals.
 *
 * @param at first byte of the scan's entropy-coded data
 * @param reset called at the start and at every restart
 * @returns where the file goes on
 */
export function eachRun(
  state: ScanState,
  at: number,
  restartInterval: number,
  reset: () => void,
  decode: DecodeRun,
): number {
  const { reader, mcusWide, mcusHigh } = state;
  let position = reader.start(at);
  let left = restartInterval || Infinity;
  let restarts = 0;
  reset();
  for (let row = 0; row < mcusHigh; row++) {
    for (let from = 0; from < mcusWide;) {
      if (left === 0) {
        position = reader.restart(position, restarts++);
        left = restartInterval;
        reset();
      }
      const to = Math.min(mcusWide, from + left);
      position = decode(from, to, position);
      left -= to - from;
      from = to;
    }
    state.nextRow();
  }
  return reader.end(position);
}

/** Decodes a scan of a baseline or extended frame into `samples`. @returns where the file goes on */
export function decodeSequentialScan(
  state: ScanState,
  samples: Uint8ClampedArray,
  at: number,
  restartInterval: number,
): number {
  return eachRun(
    state,
    at,
    restartInterval,
    () => state.predictors.fill(0),
    (from, to, position) => decodeRun(state, samples, from, to, position),
  );
}
