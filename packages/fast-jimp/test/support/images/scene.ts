/** Deterministic noise: mulberry32, 0..1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** RGBA pixels, 8 bits, not premultiplied. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

export interface SceneOptions {
  /** Chooses hills, colours and grain. Default 1. */
  readonly seed?: number;
  /** Fades the image out to the right and cuts a transparent disc into it. Default false. */
  readonly transparent?: boolean;
  /** Grain amplitude in levels. Default 6. */
  readonly grain?: number;
}

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/**
 * A scene with what photographs have: a smooth sky, hills with texture, a hard-edged disc, thin lines and grain. The
 * four quarters differ in colour, so that a rotated or mirrored image is detected.
 */
export function scene(
  width: number,
  height: number,
  { seed = 1, transparent = false, grain = 6 }: SceneOptions = {},
): Pixels {
  const random = seededRandom(seed);
  const [phase, slope, hue] = [random() * 6, 2 + random() * 5, random() * 60];
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    const v = y / height;
    for (let x = 0; x < width; x++, at += 4) {
      const u = x / width;
      const hill = 0.55 + 0.12 * Math.sin(u * slope + phase) + 0.03 * Math.sin(u * 31 + phase);
      const noise = (random() - 0.5) * 2 * grain;
      const texture = 26 * Math.sin(u * 211 + 9 * Math.sin(v * 47)) * Math.sin(v * 173);
      let red = v < hill ? 90 + 120 * v + 50 * u : 40 + 60 * u + texture;
      let green = v < hill ? 140 + 60 * v - hue * u : 90 + 70 * (v - hill) + texture;
      let blue = v < hill ? 235 - 90 * v - 40 * u : 30 + 40 * u + texture / 2;
      const disc = (u - 0.78) ** 2 * (width / height) ** 2 + (v - 0.2) ** 2;
      if (disc < 0.012) [red, green, blue] = [250, 236, 150];
      if (u > 0.08 && u < 0.3 && Math.abs(((u * 90) % 1) - 0.5) < 0.12 && v > 0.3 && v < 0.6)
        [red, green, blue] = [30, 28, 35];
      data[at] = clamp(red + noise);
      data[at + 1] = clamp(green + noise);
      data[at + 2] = clamp(blue + noise);
      data[at + 3] = transparent ? alphaAt(u, v) : 255;
    }
  }
  return { width, height, data };
}

function alphaAt(u: number, v: number): number {
  if ((u - 0.35) ** 2 + (v - 0.5) ** 2 < 0.03) return 0;
  return u < 0.6 ? 255 : clamp(Math.round(255 * (1 - (u - 0.6) / 0.4)));
}
