import { clampByte, roundToEven, saturateInt16 } from "../integers";
import type { LoopMemory } from "../memory";

/** Conversion of RGBA before and after a resize; samples have 6 fractional bits. */
export const alphaLoops = (memory: LoopMemory) => ({
  /** RGBA bytes to samples whose colours are multiplied with their alpha. */
  premultiply(src: number, out: number, pixels: number): void {
    for (let i = 0; i < pixels; i++) {
      const [from, to] = [src + i * 4, out + i * 8];
      const alpha = memory.u8(from + 3);
      // 16448 / 65536 is 64 / 255.
      for (let part = 0; part < 3; part++) {
        memory.setI16(to + part * 2, (memory.u8(from + part) * alpha * 16448 + 0x8000) >> 16);
      }
      memory.setI16(to + 6, alpha << 6);
    }
  },

  /** Samples to bytes, rounded and clamped. */
  narrow(src: number, out: number, count: number): void {
    for (let i = 0; i < count; i++) {
      memory.setU8(out + i, clampByte(saturateInt16(memory.i16(src + i * 2) + 32) >> 6));
    }
  },

  /** Premultiplied samples to RGBA bytes that are not; colours are 0 where alpha rounds to 0. */
  unpremultiply(src: number, out: number, pixels: number): void {
    for (let i = 0; i < pixels; i++) {
      const [from, to] = [src + i * 8, out + i * 4];
      const opacity = memory.i16(from + 6);
      const alpha = clampByte((opacity + 32) >> 6);
      // 32-bit floating-point numbers.
      const factor = Math.fround(255 / opacity);
      for (let part = 0; part < 3; part++) {
        const colour = roundToEven(Math.fround(memory.i16(from + part * 2) * factor));
        memory.setU8(to + part, alpha === 0 ? 0 : clampByte(colour));
      }
      memory.setU8(to + 3, alpha);
    }
  },
});
