const CELL_BITS = 8;
const LATTICE = 1 << CELL_BITS;

/** Deterministic 0..1 for a lattice point (a multiplicative hash). */
export function lattice(seed: number): Float32Array {
  const values = new Float32Array(LATTICE * LATTICE);
  let state = seed >>> 0;
  for (let at = 0; at < values.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[at] = state / 4294967296;
  }
  return values;
}

/** Value noise, 0..1: the interpolated lattice. Written without helpers, because a scene calls it 200 million times. */
export function noiseAt(values: Float32Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const upperRow = (top & (LATTICE - 1)) << CELL_BITS;
  const lowerRow = ((top + 1) & (LATTICE - 1)) << CELL_BITS;
  const column = left & (LATTICE - 1);
  const next = (left + 1) & (LATTICE - 1);
  const upperLeft = values[upperRow | column] as number;
  const lowerLeft = values[lowerRow | column] as number;
  const upper = upperLeft + ((values[upperRow | next] as number) - upperLeft) * fx;
  const lower = lowerLeft + ((values[lowerRow | next] as number) - lowerLeft) * fx;
  return upper + (lower - upper) * (y - top);
}
