import { idct2, idct4, idct8 } from "./idct";
import type { ComponentLayout, FrameLayout } from "./layout";
import { ZIGZAG } from "./zigzag";

/**
 * Coefficients of a progressive frame while its scans come in: of each block only the lowest frequencies that its scale
 * needs, and of all others whether they are zero, since refinement scans cannot be read without that.
 */
export class ProgressiveStore {
  /** Coefficients, S x S for a block, row by row; not yet dequantised. */
  readonly coefficients: Int16Array;
  /** Two words for a block: bit k says that zigzag index k (k - 32 in the second) is not zero. Empty where only DC is read. */
  readonly nonZero: Int32Array;

  constructor(
    private readonly layout: FrameLayout,
    dcOnly: boolean,
  ) {
    this.coefficients = new Int16Array(layout.coefficientCount);
    this.nonZero = new Int32Array(dcOnly ? 0 : layout.blockCount * 2);
  }

  /** Transforms all blocks. `quant`: 64 divisors in zigzag order for each component. */
  write(samples: Uint8ClampedArray, quant: Int32Array): void {
    this.layout.components.forEach((component, index) => {
      const divisors = quant.subarray(index * 64, index * 64 + 64);
      if (component.scale === 1) this.writeDc(component, samples, divisors);
      else this.writeBlocks(component, samples, divisors);
    });
  }

  private writeDc(component: ComponentLayout, samples: Uint8ClampedArray, quant: Int32Array): void {
    const { blocksWide, blocksHigh, offset, firstCoefficient } = component;
    const { coefficients } = this;
    const divisor = quant[0] as number;
    for (let i = blocksWide * blocksHigh - 1; i >= 0; i--) {
      samples[offset + i] = ((Math.imul(coefficients[firstCoefficient + i] as number, divisor) + 4) >> 3) + 128;
    }
  }

  private writeBlocks(component: ComponentLayout, samples: Uint8ClampedArray, quant: Int32Array): void {
    const { blocksWide, blocksHigh, offset, stride, scale, firstCoefficient } = component;
    const { coefficients } = this;
    const size = scale * scale;
    const block = new Int32Array(64);
    const divisors = new Int32Array(size);
    keptPlaces(scale).forEach((place, k) => {
      if (place >= 0) divisors[place] = quant[k] as number;
    });
    const transform = scale === 8 ? idct8 : scale === 4 ? idct4 : idct2;
    let start = firstCoefficient;
    for (let y = 0; y < blocksHigh; y++) {
      for (let x = 0; x < blocksWide; x++, start += size) {
        for (let i = 0; i < size; i++) block[i] = Math.imul(coefficients[start + i] as number, divisors[i] as number);
        transform(block, samples, offset + y * stride * scale + x * scale, stride);
      }
    }
  }
}

/** For each zigzag index its place among the S x S that are kept of a block, -1 where it is left out. */
export function keptPlaces(scale: number): Int8Array {
  return Int8Array.from(ZIGZAG, (at) => ((at & 7) < scale && at >> 3 < scale ? (at >> 3) * scale + (at & 7) : -1));
}
