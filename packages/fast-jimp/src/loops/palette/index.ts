import type { LoopMemory } from "../memory";

/** The largest part of a point: an opaque white's green, or alpha. */
const POINT_MAX = 4080;
/** Weights of red, green, blue and alpha, sixteenths: greens differ most to the eye, blues least. */
export const POINT_WEIGHTS = [12, 16, 10, 16] as const;

/** Bytes of a point, four numbers of 16 bits; entries of a palette come in groups of four of them. */
export const POINT_BYTES = 8;

/** A pixel this near to an entry, squared, is that entry, and hands on no error: flat areas stay flat. */
const EXACT_DISTANCE = 512;
/** Most of an error that is handed on: errors of colours outside the palette must not add up across the image. */
const MAX_ERROR = 768;
/** Share of an error that is handed on, sixteenths: all of it would be noise that costs bytes and likeness. */
const SPREAD_SHARE = 10;

/**
 * Points are colours with premultiplied alpha, each part weighted, so that the squared distance of two is how much they
 * differ. A palette is groups of four entries: the red and green of each, then blue and alpha of each.
 */
export const definePaletteLoops = (memory: LoopMemory) => {
  const distance = (entry: number, r: number, g: number, b: number, a: number): number => {
    const red = r - memory.i16(entry);
    const green = g - memory.i16(entry + 2);
    const blue = b - memory.i16(entry + 16);
    const alpha = a - memory.i16(entry + 18);
    return red * red + green * green + blue * blue + alpha * alpha;
  };
  const addressOf = (palette: number, index: number): number => palette + (index >> 2) * 32 + (index & 3) * 4;
  const nearest = (palette: number, groups: number, r: number, g: number, b: number, a: number): number => {
    let best = 0;
    let least = Infinity;
    for (let index = 0; index < groups * 4; index++) {
      const found = distance(addressOf(palette, index), r, g, b, a);
      if (found < least) [best, least] = [index, found];
    }
    return best;
  };
  const part = (at: number, index: number): number => memory.i16(at + index * 2);
  const clampPart = (value: number): number => (value < 0 ? 0 : value > POINT_MAX ? POINT_MAX : value);
  const spread = (at: number, index: number, error: number): void =>
    memory.setI16(at + index * 2, part(at, index) + error);

  return {
    /** Points of RGBA pixels, not premultiplied. */
    weighPixels(pixels: number, points: number, count: number): void {
      for (let i = 0; i < count; i++) {
        const alpha = memory.u8(pixels + i * 4 + 3);
        POINT_WEIGHTS.forEach((weight, index) => {
          const value = index === 3 ? 255 : memory.u8(pixels + i * 4 + index);
          memory.setI16(points + i * POINT_BYTES + index * 2, Math.floor((value * alpha * weight + 127) / 255));
        });
      }
    },

    /**
     * The nearest entry of each point, the first of equally near ones.
     *
     * @param groups of four entries, 1..64
     * @param out a byte for each point
     */
    nearestEntries(points: number, count: number, palette: number, groups: number, out: number): void {
      for (let i = 0; i < count; i++) {
        const at = points + i * POINT_BYTES;
        memory.setU8(out + i, nearest(palette, groups, part(at, 0), part(at, 1), part(at, 2), part(at, 3)));
      }
    },

    /**
     * Entries of a row of points, by Floyd and Steinberg's error diffusion.
     *
     * @param errors of this row, four numbers of 16 bits for each pixel; a pixel more at either end
     * @param below errors of the next row, zeros
     * @param backwards 1: from the right to the left, as every other row
     * @param out a byte for each pixel
     */
    ditherRow(
      points: number,
      errors: number,
      below: number,
      count: number,
      palette: number,
      groups: number,
      backwards: number,
      out: number,
    ): void {
      const step = backwards ? -1 : 1;
      for (let i = 0, x = backwards ? count - 1 : 0; i < count; i++, x += step) {
        const [at, error] = [points + x * POINT_BYTES, errors + x * POINT_BYTES];
        const [r, g, b, a] = [part(at, 0), part(at, 1), part(at, 2), part(at, 3)];
        const plain = nearest(palette, groups, r, g, b, a);
        if (distance(addressOf(palette, plain), r, g, b, a) <= EXACT_DISTANCE) {
          memory.setU8(out + x, plain);
          continue;
        }
        const wanted = [r, g, b, a].map((value, index) => clampPart(value + part(error, index)));
        const [wr, wg, wb, wa] = wanted as [number, number, number, number];
        const index = nearest(palette, groups, wr, wg, wb, wa);
        memory.setU8(out + x, index);
        const entry = addressOf(palette, index);
        const next = below + x * POINT_BYTES;
        wanted.forEach((value, channel) => {
          const off = value - memory.i16(entry + (channel >> 1) * 16 + (channel & 1) * 2);
          const limited = off < -MAX_ERROR ? -MAX_ERROR : off > MAX_ERROR ? MAX_ERROR : off;
          const left = (limited * SPREAD_SHARE) >> 4;
          const [ahead, behind, under] = [(left * 7) >> 4, (left * 3) >> 4, (left * 5) >> 4];
          spread(error + step * POINT_BYTES, channel, ahead);
          spread(next - step * POINT_BYTES, channel, behind);
          spread(next, channel, under);
          spread(next + step * POINT_BYTES, channel, left - ahead - behind - under);
        });
      }
    },
  };
};

export type PaletteLoops = ReturnType<typeof definePaletteLoops>;
