import type { Arena } from "../loops/arena";
import { LoopModule } from "../loops/module";
import { definePaletteLoops, POINT_BYTES, type PaletteLoops } from "../loops/palette";
import { PALETTE_WASM } from "../wasm/palette-wasm";

export type PaletteArena = Arena<PaletteLoops>;

/** The inner loops of palettes. */
export const paletteLoops = new LoopModule(PALETTE_WASM, definePaletteLoops);

/** A palette in the memory of the inner loops. */
export interface PlacedPalette {
  readonly address: number;
  /** Of four entries. */
  readonly groups: number;
}

/**
 * Places entries where the loops read them.
 *
 * @param entries points, four numbers each
 */
export function placePalette(arena: PaletteArena, entries: Int16Array): PlacedPalette {
  const count = entries.length / 4;
  const groups = Math.ceil(count / 4);
  const placed = new Int16Array(groups * 16);
  for (let index = 0; index < groups * 4; index++) {
    // Room that is left has the first entry once more, which is found before its copies.
    const from = (index < count ? index : 0) * 4;
    const to = (index >> 2) * 16 + (index & 3) * 2;
    placed.set(entries.subarray(from, from + 2), to);
    placed.set(entries.subarray(from + 2, from + 4), to + 8);
  }
  return { address: arena.place(placed), groups };
}

/** Nearest entries of points in the memory of the loops. @param points address */
export function nearestOf(arena: PaletteArena, points: number, count: number, entries: Int16Array): Uint8Array {
  const { address, groups } = placePalette(arena, entries);
  const out = arena.allocate(count);
  arena.loops.nearestEntries(points, count, address, groups, out);
  return arena.bytes(out, count).slice();
}

/** Bytes of so many points. */
export const pointBytes = (count: number): number => count * POINT_BYTES;
