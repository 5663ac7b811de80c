import type { LoopMemory } from "../memory";
import { PAETH, predict } from "./predict";

/** A filter that does not exist. */
const NO_SUCH_FILTER = -1;

/** Filters of rows. `step` is the distance of a byte from that of the pixel to the left, bytes. */
export const filterLoops = (memory: LoopMemory) => {
  const reverse = (filter: number, row: number, above: number, length: number, step: number): void => {
    for (let at = 0; at < length; at++) {
      const left = at < step ? 0 : memory.u8(row + at - step);
      const corner = at < step ? 0 : memory.u8(above + at - step);
      memory.setU8(row + at, memory.u8(row + at) + predict(filter, left, memory.u8(above + at), corner));
    }
  };
  return {
    /**
     * Reverses the filter of a row in place (PNG specification, 9.2).
     *
     * @param row address of its bytes; the byte before them is the filter type
     * @param above the row before it, zeros for the first
     * @returns 0, or -1 where there is no such filter
     */
    unfilter(row: number, above: number, length: number, step: number): number {
      const filter = memory.u8(row - 1);
      if (filter > 4) return NO_SUCH_FILTER;
      if (filter > 0) reverse(filter, row, above, length, step);
      return 0;
    },

    /**
     * Reverses the Paeth filters of a row and of the one behind it in place.
     *
     * @param row address of the first row's bytes; behind them are the filter type of the second, and its bytes
     * @param above the row before them, zeros for the first
     * @param step bytes of a pixel, 3 or 4
     */
    unfilterPaethRows(row: number, above: number, length: number, step: number): void {
      reverse(PAETH, row, above, length, step);
      reverse(PAETH, row + length + 1, row, length, step);
    },

    /**
     * Filters a row with the filter that leaves the smallest sum of absolute differences, the first of equal ones (PNG
     * specification, 12.7).
     *
     * @param row and `above`: before each are `step` zeros
     * @param step 1..16
     * @param out the filter and the filtered bytes; up to 15 bytes behind them are overwritten
     */
    filterRow(row: number, above: number, length: number, step: number, out: number): void {
      const filtered = (filter: number, at: number): number => {
        const [left, corner] = [memory.u8(row + at - step), memory.u8(above + at - step)];
        return (memory.u8(row + at) - predict(filter, left, memory.u8(above + at), corner)) & 255;
      };
      let best = 0;
      let least = Infinity;
      for (let filter = 0; filter <= 4; filter++) {
        let sum = 0;
        for (let at = 0; at < length; at++) {
          const byte = filtered(filter, at);
          sum += byte < 128 ? byte : 256 - byte;
        }
        if (sum < least) [best, least] = [filter, sum];
      }
      memory.setU8(out, best);
      for (let at = 0; at < length; at++) memory.setU8(out + 1 + at, filtered(best, at));
    },
  };
};
