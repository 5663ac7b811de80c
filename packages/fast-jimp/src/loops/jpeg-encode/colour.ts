import type { LoopMemory } from "../memory";

/** Rounds to a 32-bit floating-point number: so every operation is. */
const { fround } = Math;

/** Factors of red, green and blue. */
type Weights = readonly [red: number, green: number, blue: number];
const weights = (...factors: [number, number, number]): Weights => factors.map(fround) as unknown as Weights;

// JFIF 1.02: of one pixel, and chroma of the sum of four.
const LUMA = weights(0.299, 0.587, 0.114);
const BLUE = weights(-0.168736, -0.331264, 0.5);
const RED = weights(0.5, -0.418688, -0.081312);
const BLUE_OF_FOUR = weights(-0.168736 / 4, -0.331264 / 4, 0.5 / 4);
const RED_OF_FOUR = weights(0.5 / 4, -0.418688 / 4, -0.081312 / 4);

const weighted = (r: number, g: number, b: number, [red, green, blue]: Weights): number =>
  fround(fround(fround(r * red) + fround(g * green)) + fround(b * blue));

/** Pixels to samples around 0, 32-bit floating-point numbers. A strip is one row of MCUs. */
export function strips(memory: LoopMemory) {
  const sumOfFour = (upper: number, lower: number): number =>
    memory.u8(upper) + memory.u8(upper + 4) + memory.u8(lower) + memory.u8(lower + 4);

  return {
    /** RGBA to YCbCr, chroma averaged over 2x2 pixels. 16 rows; `width` pixels each, a multiple of 16. */
    colourStrip(rows: number, width: number, y: number, cb: number, cr: number): void {
      for (let i = 0; i < width * 16; i++) {
        const at = rows + i * 4;
        const luma = weighted(memory.u8(at), memory.u8(at + 1), memory.u8(at + 2), LUMA);
        memory.setF32(y + i * 4, fround(luma - 128));
      }
      const half = width / 2;
      for (let i = 0; i < half * 8; i++) {
        const upper = rows + (Math.floor(i / half) * 2 * width + (i % half) * 2) * 4;
        const lower = upper + width * 4;
        const r = sumOfFour(upper, lower);
        const g = sumOfFour(upper + 1, lower + 1);
        const b = sumOfFour(upper + 2, lower + 2);
        memory.setF32(cb + i * 4, weighted(r, g, b, BLUE_OF_FOUR));
        memory.setF32(cr + i * 4, weighted(r, g, b, RED_OF_FOUR));
      }
    },

    /** RGBA to YCbCr, chroma of every pixel. `count` pixels, a multiple of 4. */
    fullColourStrip(pixels: number, count: number, y: number, cb: number, cr: number): void {
      for (let i = 0; i < count * 4; i += 4) {
        const [r, g, b] = [memory.u8(pixels + i), memory.u8(pixels + i + 1), memory.u8(pixels + i + 2)];
        memory.setF32(y + i, fround(weighted(r, g, b, LUMA) - 128));
        memory.setF32(cb + i, weighted(r, g, b, BLUE));
        memory.setF32(cr + i, weighted(r, g, b, RED));
      }
    },

    /** Grey bytes to samples. */
    greyStrip(bytes: number, out: number, count: number): void {
      for (let i = 0; i < count; i++) memory.setF32(out + i * 4, memory.u8(bytes + i) - 128);
    },
  };
}
