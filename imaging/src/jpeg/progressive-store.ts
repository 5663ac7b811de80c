import { placesFor } from "./bands";
import type { BlockArena } from "./block-loops";
import type { FrameLayout } from "./layout";

/**
 * Coefficients of a progressive frame while its scans come in: of each block only the lowest frequencies that its scale
 * needs, and of all others whether they are zero, since refinement scans cannot be read without that.
 */
export class ProgressiveStore {
  /** Coefficients, S x S for a block, row by row; not yet dequantised. */
  readonly coefficients: Int16Array;
  /** Two words for a block: bit k says that zigzag index k (k - 32 in the second) is not zero. Empty where only DC is read. */
  readonly nonZero: Int32Array;

  constructor(private readonly layout: FrameLayout) {
    const dcOnly = layout.components.every(({ scale }) => scale === 1);
    this.coefficients = new Int16Array(layout.coefficientCount);
    this.nonZero = new Int32Array(dcOnly ? 0 : layout.blockCount * 2);
  }

  /**
   * Transforms all blocks.
   *
   * @param divisors for each component, 64 in zigzag order
   */
  toSamples(arena: BlockArena, divisors: readonly Uint16Array[]): Uint8ClampedArray {
    const samples = new Uint8ClampedArray(this.layout.sampleCount);
    this.layout.components.forEach(({ blocksWide, blocksHigh, offset, stride, scale, firstCoefficient }, index) => {
      arena.clear();
      const table = arena.place(inPlaces(divisors[index] as Uint16Array, scale));
      const count = blocksWide * scale * scale;
      const kept = arena.allocate(count * 2);
      const rows = arena.allocate(stride * scale);
      const keptRow = new Int16Array(arena.buffer, kept, count);
      const sampleRows = arena.bytes(rows, stride * scale);
      for (let y = 0; y < blocksHigh; y++) {
        const from = firstCoefficient + y * count;
        keptRow.set(this.coefficients.subarray(from, from + count));
        arena.loops.transformRow(kept, table, blocksWide, scale, rows, stride);
        samples.set(sampleRows, offset + y * stride * scale);
      }
    });
    return samples;
  }
}

/** Divisors for the places of a kept block. */
function inPlaces(divisors: Uint16Array, scale: number): Int32Array {
  const table = new Int32Array(scale * scale);
  placesFor(scale, -1).forEach((place, k) => {
    if (place >= 0) table[place] = divisors[k] as number;
  });
  return table;
}
