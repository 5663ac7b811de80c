import { POINT_WEIGHTS } from "../loops/palette";
import type { Bitmap } from "../pixels";
import { countColours, type Histogram } from "./histogram";
import { nearestOf, paletteLoops, placePalette, pointBytes, type PaletteArena } from "./loops";
import { splitColours } from "./split";

/** Most entries of a palette (PNG specification, 11.2.2). */
const MAX_ENTRIES = 256;
/** Rounds in which entries move to the middle of what is nearest to them; more hardly move any. */
const ROUNDS = 3;

/** An image of at most 256 colours. */
export interface Quantised {
  /** Entries, R, G, B and A each, not premultiplied; those that are not opaque come first. */
  readonly colours: readonly (readonly [number, number, number, number])[];
  /** An index for each pixel. */
  readonly indices: Uint8Array;
}

/** Moves entries to the means of the points that are nearest to them (S. Lloyd, 1982); those of none are dropped. */
function refine(arena: PaletteArena, { points, counts }: Histogram, entries: Int16Array): Int16Array {
  const placed = arena.place(points);
  let refined = entries;
  for (let round = 0; round < ROUNDS; round++) {
    const nearest = nearestOf(arena, placed, counts.length, refined);
    const sums = new Float64Array(refined.length);
    const weights = new Float64Array(refined.length / 4);
    nearest.forEach((entry, at) => {
      const count = counts[at] as number;
      weights[entry] = (weights[entry] as number) + count;
      for (let part = 0; part < 4; part++)
        sums[entry * 4 + part] = (sums[entry * 4 + part] as number) + count * (points[at * 4 + part] as number);
    });
    const used = [...weights.keys()].filter((entry) => weights[entry] !== 0);
    refined = Int16Array.from(
      used.flatMap((entry) =>
        [0, 1, 2, 3].map((part) => Math.round((sums[entry * 4 + part] as number) / (weights[entry] as number))),
      ),
    );
  }
  return refined;
}

/** The colour of a point, as bytes. */
function colourOf(parts: Int16Array): [number, number, number, number] {
  const alpha = Math.round((parts[3] as number) / POINT_WEIGHTS[3]);
  if (alpha === 0) return [0, 0, 0, 0];
  const [r, g, b] = [0, 1, 2].map((part) => {
    const weighted = (POINT_WEIGHTS[part] as number) * alpha;
    return Math.min(255, Math.round(((parts[part] as number) * 255) / weighted));
  }) as [number, number, number];
  return [r, g, b, alpha];
}

function coloursOf(entries: Int16Array): readonly [number, number, number, number][] {
  const colours = Array.from({ length: entries.length / 4 }, (_, index) => colourOf(entries.subarray(index * 4, index * 4 + 4))); // prettier-ignore
  return colours.sort((a, b) => a[3] - b[3]);
}

/**
 * Reduces an image to at most 256 colours, chosen for it: its colours are divided by variance, the entries refined, and
 * what is between them dithered.
 */
export function quantise({ data, width, height }: Bitmap): Quantised {
  return paletteLoops.use((arena) => {
    const histogram = countColours(arena, data);
    const entries = refine(arena, histogram, splitColours(histogram, MAX_ENTRIES));
    const colours = coloursOf(entries);
    const indices = new Uint8Array(width * height);
    // Entries as they will be decoded.
    const bytes = arena.place(Uint8Array.from(colours.flat()));
    const points = arena.allocate(pointBytes(colours.length));
    arena.loops.weighPixels(bytes, points, colours.length);
    const { address, groups } = placePalette(arena, new Int16Array(arena.buffer, points, colours.length * 4).slice());
    const row = arena.allocate(pointBytes(width));
    const rgba = arena.allocate(width * 4);
    const out = arena.allocate(width);
    const errorBytes = pointBytes(width + 2);
    const errors = [0, 1].map(() => {
      const at = arena.allocate(errorBytes);
      arena.bytes(at, errorBytes).fill(0);
      return at;
    });
    for (let y = 0; y < height; y++) {
      const [own, below] = [errors[y & 1] as number, errors[(y & 1) ^ 1] as number];
      arena.bytes(rgba, width * 4).set(data.subarray(y * width * 4, (y + 1) * width * 4));
      arena.loops.weighPixels(rgba, row, width);
      arena.loops.ditherRow(row, own + pointBytes(1), below + pointBytes(1), width, address, groups, y & 1, out);
      indices.set(arena.bytes(out, width), y * width);
      arena.bytes(own, errorBytes).fill(0);
    }
    return { colours, indices };
  });
}
