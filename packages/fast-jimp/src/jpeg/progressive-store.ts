import { positionsFor } from "./bands";
import type { BlockArena } from "./block-loops";
import type { ReceiveRows } from "./frame-rows";
import type { ComponentLayout, FrameLayout } from "./layout";

const COEFFICIENT_BYTES = 2;
/** A bit for each of the 64 coefficients of a block. */
const FLAG_BYTES = 8;

/**
 * Coefficients of a progressive frame while its scans are decoded, in the memory of the inner loops. Of each block only
 * the lowest frequencies of its scale are kept; where refinement scans are decoded, one bit for each of the others: a
 * refinement scan codes a bit for every coefficient that is not zero.
 */
export class ProgressiveStore {
  private readonly coefficients: number;
  /** For each component the address of the flags of its blocks; 0 where it has no refinement scans. */
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
    this.coefficients = cleared(layout.coefficientCount * COEFFICIENT_BYTES);
    this.flags = layout.components.map(({ blocksWide, blocksHigh }, i) =>
      refined[i] ? cleared(blocksWide * blocksHigh * FLAG_BYTES) : 0,
    );
  }

  /** Address of a block's coefficients, S x S, 16 bits each, row by row; not yet dequantised. */
  block({ firstCoefficient, blocksWide, scale }: ComponentLayout, row: number): number {
    return this.coefficients + (firstCoefficient + row * blocksWide * scale * scale) * COEFFICIENT_BYTES;
  }

  /**
   * Address of the flags of a row's first block: bit k is set where the coefficient at zigzag index k is not zero. 0
   * without.
   */
  nonZero(component: number, row: number): number {
    const flags = this.flags[component] as number;
    const { blocksWide } = this.layout.components[component] as ComponentLayout;
    return flags === 0 ? 0 : flags + row * blocksWide * FLAG_BYTES;
  }

  /**
   * Transforms all blocks to samples.
   *
   * @param divisors for each component, 64 in zigzag order
   */
  transform(divisors: readonly Uint16Array[], receive: ReceiveRows): void {
    const { arena, layout } = this;
    const components = layout.components.map((component, index) => {
      const { scale, stride } = component;
      const table = arena.place(inBlockOrder(divisors[index] as Uint16Array, scale));
      return { component, table, rows: arena.allocate(stride * scale) };
    });
    for (let mcuRow = 0; mcuRow < layout.mcusHigh; mcuRow++) {
      components.forEach(({ component, table, rows }, index) => {
        const { v, blocksWide, scale, stride } = component;
        for (let y = mcuRow * v; y < (mcuRow + 1) * v; y++) {
          arena.loops.transformRow(this.block(component, y), table, blocksWide, scale, rows, stride);
          receive(index, y * scale, arena.bytes(rows, stride * scale));
        }
      });
    }
  }
}

/** Divisors in the order of a kept block. */
function inBlockOrder(divisors: Uint16Array, scale: number): Int32Array {
  const table = new Int32Array(scale * scale);
  positionsFor(scale, -1).forEach((position, k) => {
    if (position >= 0) table[position] = divisors[k] as number;
  });
  return table;
}
