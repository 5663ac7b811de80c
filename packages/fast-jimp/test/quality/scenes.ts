import type { Scene } from "../../../../bench/imaging/scenes";
import { lattice, noiseAt } from "../../../../bench/imaging/noise";

export const SCENE_NAMES = ["coast", "foliage", "street"] as const;
type SceneName = (typeof SCENE_NAMES)[number];

/** For each scene the decay of noise towards fine detail, the horizon and the colours. */
const recipes: Readonly<
  Record<SceneName, { seed: number; roughness: number; horizon: number; tint: readonly number[] }>
> = {
  coast: { seed: 3, roughness: 0.5, horizon: 0.55, tint: [0.75, 0.95, 1.15] },
  foliage: { seed: 11, roughness: 0.68, horizon: 0.15, tint: [0.85, 1.1, 0.6] },
  street: { seed: 29, roughness: 0.58, horizon: 0.35, tint: [1.05, 1, 0.9] },
};

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
