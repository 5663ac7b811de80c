import { clampByte } from "../integers";
import type { LoopMemory } from "../memory";

/** A sample of one that lies around 0. */
export const toSample = (value: number): number => clampByte(value + 128);

/** The sample of a block that has nothing but a DC coefficient, which is dequantised. */
export const flatSample = (dc: number): number => toSample((dc + 4) >> 3);

/** One value for all of a block. */
export function fillSamples(memory: LoopMemory, out: number, stride: number, scale: number, sample: number): void {
  for (let y = 0; y < scale; y++) for (let x = 0; x < scale; x++) memory.setU8(out + y * stride + x, sample);
}
