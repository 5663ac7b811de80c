import { placesFor } from "./bands";
import type { BlockArena } from "./block-loops";
import type { ComponentLayout, FrameLayout } from "./layout";

/** Bytes of a coefficient. */
const COEFFICIENT = 2;
/** Bytes that say which of a block's coefficients are not zero. */
const FLAGS = 8;

/**
 * Coefficients of a progressive frame while its scans come in, in the memory of the inner loops: of each block only the
 * lowest frequencies that its scale needs, and where refinement scans are read of all others whether they are zero, since
 * refinements cannot be read without that.
 */
export class ProgressiveStore {
  private readonly coefficients: number;
  /** For each component the flags of its blocks; 0 where none are kept. */
  private readonly flags: readonly number[];

  /** @param refined for each component whether AC coefficients are refined */
  constructor(
    private readonly layout: FrameLayout,
    private readonly arena: BlockArena,
    refined: readonly boolean[],
  ) {
    const cleared = (bytes: number): number => {
      const address = arena.allocate(bytes);
      arena.bytes(address, bytes).fill(0);
      return address;
    };
    this.coefficients = cleared(layout.coefficientCount * COEFFICIENT);
    this.flags = layout.components.map(({ blocksWide, blocksHigh }, i) =>
      refined[i] ? cleared(blocksWide * blocksHigh * FLAGS) : 0,
    );
  }

  /** Address of a block's coefficients, S x S, 16 bits each, row by row; not yet dequantised. */
  block({ firstCoefficient, blocksWide, scale }: ComponentLayout, row: number): number {
    return this.coefficients + (firstCoefficient + row * blocksWide * scale * scale) * COEFFICIENT;
  }

  /** Address of the flags of a row's first block: bit k says that zigzag index k is not zero. 0 where none are kept. */
  nonZero(component: number, row: number): number {
    const flags = this.flags[component] as number;
    const { blocksWide } = this.layout.components[component] as ComponentLayout;
    return flags === 0 ? 0 : flags + row * blocksWide * FLAGS;
  }

  /**
   * Transforms all blocks.
   *
   * @param divisors for each component, 64 in zigzag order
   */
  toSamples(divisors: readonly Uint16Array[]): Uint8ClampedArray {
    const { arena, layout } = this;
    const samples = new Uint8ClampedArray(layout.sampleCount);
    layout.components.forEach((component, index) => {
      const { blocksWide, blocksHigh, offset, stride, scale } = component;
      const table = arena.place(inPlaces(divisors[index] as Uint16Array, scale));
      const rows = arena.allocate(stride * scale);
      const sampleRows = arena.bytes(rows, stride * scale);
      for (let y = 0; y < blocksHigh; y++) {
        arena.loops.transformRow(this.block(component, y), table, blocksWide, scale, rows, stride);
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
