import { clampByte } from "../integers";
import type { LoopMemory } from "../memory";

/** Rounds to a 32-bit floating-point number: so every operation is. */
const { fround } = Math;

/** Sums and means of cells. */
export const cellLoops = (memory: LoopMemory) => ({
  /** Adds bytes to 16-bit sums. */
  addRow(row: number, sums: number, length: number): void {
    for (let i = 0; i < length; i++) memory.setU16(sums + i * 2, memory.u16(sums + i * 2) + memory.u8(row + i));
  },

  /**
   * Adds pixels of a row of RGBA, weighted by their alpha, to 32-bit sums of cells: red, green and blue times alpha,
   * and alpha.
   *
   * @param columns pixels of a cell; the last one of a row may have fewer
   */
  addWeighted(row: number, pixels: number, columns: number, sums: number): void {
    for (let x = 0; x < pixels; sums += 16) {
      for (const end = Math.min(pixels, x + columns); x < end; x++, row += 4) {
        const alpha = memory.u8(row + 3);
        for (let part = 0; part < 4; part++) {
          const value = part === 3 ? alpha : memory.u8(row + part) * alpha;
          memory.setI32(sums + part * 4, memory.i32(sums + part * 4) + value);
        }
      }
    }
  },

  /** Pixels of RGB as RGBA, opaque. Up to 12 bytes behind them are overwritten. */
  expandRgb(row: number, out: number, pixels: number): void {
    for (let x = 0; x < pixels; x++) {
      for (let part = 0; part < 3; part++) memory.setU8(out + x * 4 + part, memory.u8(row + x * 3 + part));
      memory.setU8(out + x * 4 + 3, 255);
    }
  },

  /** Whether every pixel of a row of RGBA is opaque: 1 or 0. */
  isOpaque(row: number, pixels: number): number {
    for (let i = 0; i < pixels; i++) if (memory.u8(row + i * 4 + 3) !== 255) return 0;
    return 1;
  },

  /**
   * Means of cells, as RGBA.
   *
   * @param sums of columns, `step` (3 or 4) for each pixel
   * @param width pixels in a row; the last cell may have fewer than `columns`
   * @param rows that were added up; with `columns` at most 128 x 128
   */
  meanCells(sums: number, width: number, step: number, columns: number, rows: number, out: number): void {
    for (let x = 0; x < width; x += columns, out += 4) {
      const across = Math.min(columns, width - x);
      const factor = fround(1 / (across * rows));
      // A quarter more than half, of what a sum can differ by, so that halves are rounded up despite the rounding of
      // the factor.
      const half = fround(0.5 + factor / 4);
      for (let part = 0; part < 3; part++) {
        let sum = 0;
        for (let i = 0; i < across; i++) sum += memory.u16(sums + ((x + i) * step + part) * 2);
        memory.setU8(out + part, clampByte(Math.floor(fround(fround(sum * factor) + half))));
      }
      memory.setU8(out + 3, 255);
    }
  },

  /**
   * Opaque pixels as RGBA. Up to 12 bytes behind them are overwritten.
   *
   * @param step bytes of a pixel, 3 or 4
   */
  widenOpaque(row: number, pixels: number, step: number, out: number): void {
    for (let at = 0; at < pixels; at++, row += step, out += 4) {
      for (let part = 0; part < 3; part++) memory.setU8(out + part, memory.u8(row + part));
      memory.setU8(out + 3, 255);
    }
  },
});

export type CellLoops = ReturnType<typeof cellLoops>;
