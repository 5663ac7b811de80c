import { clampByte, saturateInt16, wrapInt16 } from "../integers";
import type { LoopMemory } from "../memory";

// Of JFIF's factors what is left beside whole multiples, times 65536, so that it fits into 16 bits.
/** 1.402 - 1 */
const RED_FROM_CR = 26345;
/** -0.344136 */
const GREEN_FROM_CB = -22554;
/** 1 - 0.714136 */
const GREEN_FROM_CR = 18734;
/** 1.772 - 2 */
const BLUE_FROM_CB = -14942;

const HALF = 1 << 15;

// Colours of one pixel, of luma, and chroma less its neutral value. 16-bit integers, which wrap around.
const redOf = (y: number, cr: number): number => wrapInt16(wrapInt16(y + cr) + ((cr * RED_FROM_CR + HALF) >> 16));
const greenOf = (y: number, cb: number, cr: number): number =>
  wrapInt16(wrapInt16(y - cr) + ((cb * GREEN_FROM_CB + cr * GREEN_FROM_CR + HALF) >> 16));
const blueOf = (y: number, cb: number): number =>
  wrapInt16(saturateInt16(y + wrapInt16(cb << 1)) + ((cb * BLUE_FROM_CB + HALF) >> 16));

/** The sample `rest` 64ths of the way from a level to the next. */
const between = (level: number, next: number, rest: number): number => wrapInt16((level << 6) + (next - level) * rest);

/** Rounds a sample of 6 fractional bits. */
const rounded = (sample: number): number => saturateInt16(sample + 32) >> 6;

/** Colour conversion of JPEG (JFIF 1.02), rounded as libjpeg rounds (jdcolor.c). */
export function colourLoops(memory: LoopMemory) {
  function storeRgba(out: number, r: number, g: number, b: number): void {
    memory.setU8(out, clampByte(r));
    memory.setU8(out + 1, clampByte(g));
    memory.setU8(out + 2, clampByte(b));
    memory.setU8(out + 3, 255);
  }

  return {
    /** YCbCr to opaque RGBA. */
    toRgba(luma: number, blue: number, red: number, out: number, count: number): void {
      for (let i = 0; i < count; i++) {
        const [y, cb, cr] = [memory.u8(luma + i), memory.u8(blue + i) - 128, memory.u8(red + i) - 128];
        storeRgba(out + i * 4, redOf(y, cr), greenOf(y, cb, cr), blueOf(y, cb));
      }
    },

    /** YCbCr to rows of red, green and blue, `plane` bytes from one to the next. */
    toColours(luma: number, blue: number, red: number, out: number, plane: number, count: number): void {
      for (let i = 0; i < count; i++) {
        const [y, cb, cr] = [memory.u8(luma + i), memory.u8(blue + i) - 128, memory.u8(red + i) - 128];
        memory.setU8(out + i, clampByte(redOf(y, cr)));
        memory.setU8(out + plane + i, clampByte(greenOf(y, cb, cr)));
        memory.setU8(out + 2 * plane + i, clampByte(blueOf(y, cb)));
      }
    },

    /** Samples of red, green and blue, `plane` bytes from one to the next, to opaque RGBA. */
    joinColours(samples: number, plane: number, out: number, count: number): void {
      for (let i = 0; i < count; i++) {
        const at = samples + i * 2;
        const [r, g, b] = [memory.i16(at), memory.i16(at + plane), memory.i16(at + 2 * plane)];
        storeRgba(out + i * 4, rounded(r), rounded(g), rounded(b));
      }
    },

    /** Samples of luma and chroma to opaque RGBA. */
    samplesToRgba(luma: number, blue: number, red: number, out: number, count: number): void {
      const neutral = 128 << 6;
      for (let i = 0; i < count; i++) {
        const y = memory.i16(luma + i * 2);
        const cb = wrapInt16(memory.i16(blue + i * 2) - neutral);
        const cr = wrapInt16(memory.i16(red + i * 2) - neutral);
        storeRgba(out + i * 4, rounded(redOf(y, cr)), rounded(greenOf(y, cb, cr)), rounded(blueOf(y, cb)));
      }
    },

    /**
     * As {@link samplesToRgba}, but as libjpeg's colours would be after the resize: it rounds what chroma adds to luma
     * for each pixel. In smooth areas, whose pixels have one level of chroma or two neighbouring ones, this is exactly
     * what it adds on average.
     */
    levelsToRgba(luma: number, blue: number, red: number, out: number, count: number): void {
      for (let i = 0; i < count; i++) {
        const y = memory.i16(luma + i * 2);
        const [cb, blueRest] = [(memory.i16(blue + i * 2) >> 6) - 128, memory.i16(blue + i * 2) & 63];
        const [cr, redRest] = [(memory.i16(red + i * 2) >> 6) - 128, memory.i16(red + i * 2) & 63];
        const r = between(redOf(0, cr), redOf(0, cr + 1), redRest);
        const b = between(blueOf(0, cb), blueOf(0, cb + 1), blueRest);
        const near = between(greenOf(0, cb, cr), greenOf(0, cb, cr + 1), redRest);
        const far = between(greenOf(0, cb + 1, cr), greenOf(0, cb + 1, cr + 1), redRest);
        const g = wrapInt16(near + (wrapInt16(wrapInt16(far - near) * blueRest) >> 6));
        storeRgba(
          out + i * 4,
          rounded(saturateInt16(y + r)),
          rounded(saturateInt16(y + g)),
          rounded(saturateInt16(y + b)),
        );
      }
    },
  };
}
