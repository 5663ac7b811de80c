import type { LoopMemory } from "../memory";

/** Rows of pixels. */
export const rowLoops = (memory: LoopMemory) => ({
  /** Adds to each byte the one `step` before it, in place: reverses horizontal differencing (TIFF 6.0, section 14). */
  sumAcross(row: number, length: number, step: number): void {
    for (let at = step; at < length; at++) memory.setU8(row + at, memory.u8(row + at) + memory.u8(row + at - step));
  },

  /** The colours of indices. @param colours 256 of four bytes */
  expandIndices(indices: number, count: number, colours: number, out: number): void {
    for (let at = 0; at < count; at++) memory.setI32(out + at * 4, memory.i32(colours + memory.u8(indices + at) * 4));
  },
});
