import type { LoopMemory } from "../memory";

/** Pixels that are not opaque, in what `scanPixels` finds. */
export const TRANSLUCENT = 1;
/** Pixels whose red, green and blue differ. */
export const COLOURED = 2;

/** RGBA pixels before they are filtered. */
export const pixelLoops = (memory: LoopMemory) => ({
  /** Which of {@link TRANSLUCENT} and {@link COLOURED} there are among RGBA pixels. */
  scanPixels(pixels: number, count: number): number {
    let found = 0;
    for (let at = pixels; at < pixels + count * 4; at += 4) {
      const green = memory.u8(at + 1);
      if (memory.u8(at + 3) !== 255) found |= TRANSLUCENT;
      if (memory.u8(at) !== green || memory.u8(at + 2) !== green) found |= COLOURED;
    }
    return found;
  },

  /** The colours of RGBA pixels as RGB; up to 15 bytes behind them are overwritten. */
  packRgb(pixels: number, out: number, count: number): void {
    for (let at = 0; at < count; at++) {
      for (let part = 0; part < 3; part++) memory.setU8(out + at * 3 + part, memory.u8(pixels + at * 4 + part));
    }
  },
});
