import { lattice, noiseAt } from "./noise";

/** Pixels as sharp takes them: 8-bit R, G, B. */
export interface Scene {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

export const SCENE_NAMES = ["coast", "foliage", "street", "dunes"] as const;
export type SceneName = (typeof SCENE_NAMES)[number];

interface Recipe {
  readonly seed: number;
  /** Amplitude of an octave of detail to that of the one before it. */
  readonly roughness: number;
  /** Height of the horizon, 0 at the upper edge. */
  readonly horizon: number;
  readonly tint: readonly [number, number, number];
  /** Standard deviation of the sensor's noise in mid-grey, levels of 255. */
  readonly noise: number;
  /** Contrast of the ground, of full range; the sky has a tenth of it. */
  readonly contrast: number;
}

const recipes: Readonly<Record<SceneName, Recipe>> = {
  coast: { seed: 3, roughness: 0.5, horizon: 0.55, tint: [0.75, 0.95, 1.15], noise: 4, contrast: 0.3 },
  foliage: { seed: 11, roughness: 1, horizon: 0.15, tint: [0.85, 1.1, 0.6], noise: 10, contrast: 0.35 },
  street: { seed: 29, roughness: 0.85, horizon: 0.35, tint: [1.05, 1, 0.9], noise: 7, contrast: 0.35 },
  dunes: { seed: 41, roughness: 0.45, horizon: 0.3, tint: [1.15, 0.98, 0.7], noise: 6, contrast: 0.15 },
};

/** Octaves of detail down to the size of a pixel. */
const octavesOf = (width: number): number => Math.ceil(Math.log2(width / 8));

/** The sky, or the ground with hard edges, without noise: 0..1, rarely beyond. */
function lightAt(values: Float32Array, recipe: Recipe, u: number, v: number, octaves: number): number {
  const skyline = recipe.horizon + 0.08 * (noiseAt(values, u * 9, 0.5) - 0.5);
  const isSky = v < skyline;
  let light = isSky ? 0.8 - 0.25 * v : 0.35;
  let amplitude = recipe.contrast * (isSky ? 0.1 : 1);
  let frequency = 4;
  for (let octave = 0; octave < octaves; octave++) {
    light += amplitude * (noiseAt(values, u * frequency + octave * 17, v * frequency) - 0.5);
    amplitude *= recipe.roughness;
    frequency *= 2;
  }
  return !isSky && ((u * 7 + 0.3) % 1 < 0.12 || (v * 11) % 1 < 0.03) ? light * 0.6 : light;
}

/** Share of a pixel's noise from its left neighbour: sensors see one colour a pixel, and the rest is interpolated. */
const NOISE_CARRIED = 0.4;
/** Makes the standard deviation 1 of two numbers 0..1, added, less 1, of which a part is carried on. */
const DEVIATION = Math.sqrt((6 * (1 + NOISE_CARRIED)) / (1 - NOISE_CARRIED));

/**
 * A scene with the spectrum of photographs (each octave of detail a fixed fraction of the previous one), a smooth
 * sky, a horizon, hard edges and the noise of a sensor: of each colour its own, and more where there is more light. The
 * same on every machine.
 */
export function makeScene(name: SceneName, width: number, height: number): Scene {
  const recipe = recipes[name];
  const { seed, tint, noise } = recipe;
  const values = lattice(seed);
  const data = Buffer.alloc(width * height * 3);
  const octaves = octavesOf(width);
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const carried = [0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const light = lightAt(values, recipe, x / width, y / height, octaves);
      for (let part = 0; part < 3; part++) {
        const signal = light * (tint[part] as number);
        // Photons arrive at random: the noise grows with the square root of their number.
        const deviation = noise * Math.sqrt(Math.max(0.05, signal) * 2) * DEVIATION;
        const drawn = (uniform() + uniform() - 1) * (1 - NOISE_CARRIED) + (carried[part] as number) * NOISE_CARRIED;
        carried[part] = drawn;
        const value = 255 * signal + deviation * drawn;
        data[at + part] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
  return { data, width, height };
}
