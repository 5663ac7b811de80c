import type { PaletteArena } from "./loops";
import { pointBytes } from "./loops";

/** Bits of each part of a point that tell colours apart, and how many less significant ones are dropped. */
const PART_BITS = 5;
const DROPPED_BITS = 12 - PART_BITS;
const CELLS = 1 << (4 * PART_BITS);

/** Pixels that are handed to the inner loops at a time. */
const PIXELS_AT_ONCE = 16 * 1024;

/** The colours of an image: means of those that are nearly the same. */
export interface Histogram {
  /** Points, four numbers each. */
  readonly points: Int16Array;
  /** Pixels of each point. */
  readonly counts: Float64Array;
}

/** Calls back with the points of RGBA pixels, part by part. */
function forEachPoints(arena: PaletteArena, pixels: Uint8Array, use: (points: Int16Array) => void): void {
  const [at, points] = [arena.allocate(PIXELS_AT_ONCE * 4), arena.allocate(pointBytes(PIXELS_AT_ONCE))];
  for (let from = 0; from < pixels.length; from += PIXELS_AT_ONCE * 4) {
    const part = pixels.subarray(from, from + PIXELS_AT_ONCE * 4);
    const count = part.length / 4;
    arena.bytes(at, part.length).set(part);
    arena.loops.weighPixels(at, points, count);
    use(new Int16Array(arena.buffer, points, count * 4));
  }
}

/** Counts the colours of RGBA pixels. */
export function countColours(arena: PaletteArena, pixels: Uint8Array): Histogram {
  const cells = new Int32Array(CELLS).fill(-1);
  const counts: number[] = [];
  const sums: number[] = [];
  forEachPoints(arena, pixels, (points) => {
    for (let at = 0; at < points.length; at += 4) {
      const [r, g, b, a] = [points[at], points[at + 1], points[at + 2], points[at + 3]] as [number, number, number, number]; // prettier-ignore
      const cell =
        ((((((r >> DROPPED_BITS) << PART_BITS) | (g >> DROPPED_BITS)) << PART_BITS) | (b >> DROPPED_BITS)) <<
          PART_BITS) |
        (a >> DROPPED_BITS);
      let entry = cells[cell] as number;
      if (entry < 0) {
        entry = cells[cell] = counts.length;
        counts.push(0);
        sums.push(0, 0, 0, 0);
      }
      counts[entry] = (counts[entry] as number) + 1;
      const to = entry * 4;
      sums[to] = (sums[to] as number) + r;
      sums[to + 1] = (sums[to + 1] as number) + g;
      sums[to + 2] = (sums[to + 2] as number) + b;
      sums[to + 3] = (sums[to + 3] as number) + a;
    }
  });
  return {
    points: Int16Array.from(sums, (sum, at) => Math.round(sum / (counts[at >> 2] as number))),
    counts: Float64Array.from(counts),
  };
}
