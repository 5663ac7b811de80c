import { clampByte } from "../integers";
import type { LoopMemory } from "../memory";

/** Chroma upsampling of full JPEG decodes, rounded as libjpeg rounds (jdsample.c's "fancy" upsampling). */
export const upsampleLoops = (memory: LoopMemory) => ({
  /**
   * Bytes to 16-bit sums: three times near + far, or near alone.
   *
   * @param weight of near, 3; 1 for near alone
   */
  blendRows(near: number, far: number, weight: number, out: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const more = weight === 1 ? 0 : memory.u8(far + i);
      memory.setI16(out + i * 2, memory.u8(near + i) * weight + more);
    }
  },

  /**
   * Sums of {@link blendRows} to twice as many bytes: each lies a quarter of a sample off its nearer one.
   *
   * @param sums the one before the first and the one behind the last are there, too
   */
  spread(sums: number, count: number, biasEven: number, biasOdd: number, shift: number, out: number): void {
    for (let i = 0; i < count; i++) {
      const at = sums + i * 2;
      const here = memory.i16(at) * 3;
      memory.setU8(out + i * 2, (here + memory.i16(at - 2) + biasEven) >> shift);
      memory.setU8(out + i * 2 + 1, (here + memory.i16(at + 2) + biasOdd) >> shift);
    }
  },

  /** Sums of {@link blendRows} to as many bytes. */
  settle(sums: number, count: number, bias: number, shift: number, out: number): void {
    for (let i = 0; i < count; i++) {
      memory.setU8(out + i, clampByte((memory.i16(sums + i * 2) + bias) >> shift));
    }
  },
});
