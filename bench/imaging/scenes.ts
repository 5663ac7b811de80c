/** Pixels as sharp takes them: 8-bit R, G, B. */
export interface Scene {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

export const SCENE_NAMES = ["coast", "foliage", "street"] as const;
type SceneName = (typeof SCENE_NAMES)[number];

const CELL_BITS = 8;
const LATTICE = 1 << CELL_BITS;

/** For each scene the decay of noise towards fine detail, the horizon and the colours. */
const recipes: Readonly<
  Record<SceneName, { seed: number; roughness: number; horizon: number; tint: readonly number[] }>
> = {
  coast: { seed: 3, roughness: 0.5, horizon: 0.55, tint: [0.75, 0.95, 1.15] },
  foliage: { seed: 11, roughness: 0.68, horizon: 0.15, tint: [0.85, 1.1, 0.6] },
  street: { seed: 29, roughness: 0.58, horizon: 0.35, tint: [1.05, 1, 0.9] },
};

/** Deterministic 0..1 for a lattice point (a multiplicative hash). */
function lattice(seed: number): Float32Array {
  const values = new Float32Array(LATTICE * LATTICE);
  let state = seed >>> 0;
  for (let at = 0; at < values.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[at] = state / 4294967296;
  }
  return values;
}

/** Value noise, 0..1: the interpolated lattice. Written without helpers, because a scene calls it 200 million times. */
function noiseAt(values: Float32Array, x: number, y: number): number {
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

/**
 * A scene with the spectrum of photographs (each octave of detail a fixed fraction of the previous one), a smooth
 * sky, a horizon, hard edges and sensor grain. The same on every machine.
 */
export function makeScene(name: SceneName, width: number, height: number): Scene {
  const { seed, roughness, horizon, tint } = recipes[name];
  const values = lattice(seed);
  const data = Buffer.alloc(width * height * 3);
  const octaves = Math.ceil(Math.log2(width / 8));
  for (let y = 0, at = 0; y < height; y++) {
    const v = y / height;
    for (let x = 0; x < width; x++, at += 3) {
      const u = x / width;
      const skyline = horizon + 0.08 * (noiseAt(values, u * 9, 0.5) - 0.5);
      let light = v < skyline ? 0.8 - 0.25 * v : 0.25;
      let amplitude = v < skyline ? 0.03 : 0.3;
      let frequency = 4;
      for (let octave = 0; octave < octaves; octave++) {
        light += amplitude * (noiseAt(values, u * frequency + octave * 17, v * frequency) - 0.5);
        amplitude *= roughness;
        frequency *= 2;
      }
      if (v > skyline && ((u * 7 + 0.3) % 1 < 0.12 || (v * 11) % 1 < 0.03)) light *= 0.6;
      const grain = (noiseAt(values, x * 0.9, y * 0.9) - 0.5) * 0.03;
      for (let part = 0; part < 3; part++) {
        const value = 255 * (light * (tint[part] as number) + grain);
        data[at + part] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
  return { data, width, height };
}
