import type { LoopMemory } from "../memory";
import { transform } from "./idct";
import { fillSamples, flatSample } from "./samples";

export function keptBlockLoops(memory: LoopMemory) {
  const coefficients = new Int16Array(64);

  /** Dequantises a block. @returns whether it has AC coefficients */
  function dequantise(kept: number, divisors: number, size: number): boolean {
    let any = false;
    for (let i = 0; i < size; i++) {
      const value = memory.i16(kept + i * 2);
      if (i > 0 && value !== 0) any = true;
      coefficients[i] = Math.imul(value, memory.i32(divisors + i * 4));
    }
    return any;
  }

  return {
    /**
     * Transforms a row of blocks that were kept until the end, as those of progressive frames. Up to 8 bytes behind the
     * last row of samples are overwritten.
     *
     * @param kept scale x scale coefficients of each block, 16 bits each, row by row
     * @param divisors scale x scale, 32 bits each, row by row
     * @param scale 1, 2, 4 or 8
     */
    transformRow(kept: number, divisors: number, blocks: number, scale: number, out: number, stride: number): void {
      const size = scale * scale;
      for (let b = 0; b < blocks; b++) {
        const any = dequantise(kept + b * size * 2, divisors, size);
        // Halves are exact without AC coefficients, too.
        if (any || scale === 2) transform(memory, coefficients, scale, out + b * scale, stride);
        else
          fillSamples(
            memory,
            out + b * scale,
            stride,
            scale,
            flatSample(Math.imul(memory.i16(kept + b * size * 2), memory.i32(divisors))),
          );
      }
    },
  };
}
