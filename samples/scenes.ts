import { fractal, hash, mix, noise, step } from "./noise";

/** Red, green, blue and alpha, 0..1. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** The colour at a point: x from 0 (left) to `aspect` (right), y from 0 (top) to 1 (bottom). */
export type Scene = (x: number, y: number, aspect: number) => Colour;

function rgb(red: number, green: number, blue: number): Colour {
  return [red, green, blue, 1];
}

function blend(a: Colour, b: Colour, t: number): Colour {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t), mix(a[3], b[3], t)];
}

function shaded([red, green, blue, alpha]: Colour, light: number): Colour {
  return [red * light, green * light, blue * light, alpha];
}

/** A fjord in the evening: rows of ridges, paler in the distance, and their reflection in the water. */
export const fjord: Scene = (x, y, aspect) => {
  const shore = 0.62;
  if (y < shore) return fjordLand(x, y, aspect);
  const depth = (y - shore) / (1 - shore);
  const ripple = (noise(x * 30, depth * 160, 5) - 0.5) * (0.01 + depth * 0.05);
  const mirrored = fjordLand(x + ripple, shore - (y - shore) * 0.9 + ripple, aspect);
  const water = blend(mirrored, rgb(0.07, 0.15, 0.24), 0.25 + depth * 0.35);
  return shaded(water, 0.92 + 0.16 * noise(x * 24, depth * 220, 9));
};

function fjordLand(x: number, y: number, aspect: number): Colour {
  const glow = Math.exp(-((x - aspect * 0.62) ** 2 * 3 + (y - 0.45) ** 2 * 14));
  const sky = blend(rgb(0.2, 0.33, 0.55), rgb(0.97, 0.7, 0.47), step(0, 0.62, y) * 0.75 + glow * 0.35);
  const cloud = step(0.52, 0.75, fractal(x * 2.2, y * 7, 21, 5)) * (0.75 - y);
  let colour = blend(sky, rgb(1, 0.9, 0.82), Math.max(0, cloud));
  for (let ridge = 0; ridge < 5; ridge++) {
    const height =
      0.3 + ridge * 0.065 - 0.26 * (fractal(x * (1.3 + ridge * 0.35) + ridge * 7, 0.5, 40 + ridge, 6) - 0.45);
    if (y < height) continue;
    const haze = 0.75 - ridge * 0.17;
    const rock = 0.65 + 0.5 * fractal(x * 14, (y - height) * 20, 60 + ridge, 4);
    colour = blend(shaded(rgb(0.16, 0.2, 0.22), rock), rgb(0.83, 0.63, 0.55), haze);
  }
  return colour;
}

/** Dunes under a clear sky, lit from the left. */
export const dunes: Scene = (x, y) => {
  const horizon = 0.34;
  let colour = blend(rgb(0.25, 0.5, 0.82), rgb(0.85, 0.9, 0.93), step(0, horizon, y));
  for (let dune = 0; dune < 6; dune++) {
    const near = dune / 5;
    const crest = (at: number) =>
      horizon + near * 0.52 - 0.16 * (fractal(at * (2.4 - near * 1.4) + dune * 11, 0.5, 80 + dune, 3) - 0.4);
    const top = crest(x);
    if (y < top) continue;
    const slope = (crest(x + 0.01) - crest(x - 0.01)) * 24;
    const ripples = Math.sin((y - top) * (260 - near * 120) + fractal(x * 9, y * 9, 90, 3) * 14) * 0.05 * (0.3 + near);
    const light =
      0.86 +
      Math.max(-0.38, Math.min(0.22, slope)) +
      ripples +
      0.06 * (hash(Math.floor(x * 900), Math.floor(y * 900), 3) - 0.5);
    colour = blend(shaded(rgb(0.93, 0.66, 0.38), light), rgb(0.87, 0.82, 0.76), (1 - near) * 0.45);
  }
  return colour;
};

/** A balloon on a transparent background: stripes, light from above, and a soft edge. */
export const balloon: Scene = (x, y, aspect) => {
  const [dx, dy] = [(x - aspect / 2) / 0.36, (y - 0.4) / 0.36];
  const radius = Math.hypot(dx, dy);
  const basket = Math.abs(dx) < 0.14 && y > 0.88 && y < 0.97;
  if (basket) return shaded(rgb(0.5, 0.33, 0.17), 0.8 + 0.4 * noise(x * 80, y * 40, 2));
  const rope = y > 0.74 && y < 0.88 && Math.abs(Math.abs(dx) - mix(0.3, 0.13, (y - 0.74) / 0.14)) < 0.012;
  if (rope && radius > 0.99) return [0.3, 0.24, 0.18, 0.9];
  if (radius > 1) return [0, 0, 0, 0];
  const bulge = Math.sqrt(1 - radius * radius);
  const longitude = Math.atan2(dx, bulge);
  const stripe = step(0.42, 0.58, 0.5 + 0.5 * Math.sin(longitude * 9));
  const light = 0.55 + 0.55 * Math.max(0, -0.45 * dx - 0.6 * dy + 0.66 * bulge);
  const colour = shaded(blend(rgb(0.85, 0.16, 0.13), rgb(0.98, 0.88, 0.62), stripe), light);
  return [colour[0], colour[1], colour[2], 1 - step(0.985, 1, radius)];
};

/** Houses with lit windows at night. */
export const city: Scene = (x, y) => {
  let colour = blend(rgb(0.02, 0.03, 0.09), rgb(0.3, 0.17, 0.22), step(0.1, 0.95, y));
  for (let row = 0; row < 3; row++) {
    const width = 0.11 + row * 0.05;
    const house = Math.floor(x / width + row * 0.37);
    const roof = 0.25 + row * 0.17 + 0.26 * hash(house, row, 7);
    if (y < roof) continue;
    colour = shaded(rgb(0.1, 0.1, 0.14), 1.15 - row * 0.3);
    const [column, floor] = [x / (width / 7), (y - roof) / (0.024 + row * 0.012)];
    const inside = column % 1 > 0.28 && column % 1 < 0.78 && floor % 1 > 0.3 && floor % 1 < 0.82;
    const lit = hash(Math.floor(column), Math.floor(floor), 100 + row) > 0.62;
    const warmth = hash(Math.floor(column), Math.floor(floor), 200 + row);
    if (inside && lit && floor > 0.6)
      colour = shaded(blend(rgb(1, 0.8, 0.42), rgb(0.75, 0.88, 1), step(0.6, 1, warmth)), 0.65 + 0.35 * warmth);
  }
  return shaded(colour, 0.94 + 0.12 * noise(x * 300, y * 300, 4));
};

/** Trees in fog, in greys only: the sample is a greyscale JPEG. */
export const fog: Scene = (x, y) => {
  let tone = 0.86 - 0.12 * y + 0.05 * fractal(x * 3, y * 3, 300, 4);
  for (let depth = 0; depth < 4; depth++) {
    const spacing = 0.16 + depth * 0.07;
    const tree = Math.floor(x / spacing + depth * 0.31);
    const centre = (tree + 0.5 - depth * 0.31 + 0.35 * (hash(tree, depth, 5) - 0.5)) * spacing;
    const ground = 0.6 + depth * 0.11;
    const crown = Math.max(0, ground - y) * (0.2 + 0.12 * noise(y * 60, tree, 310 + depth));
    const tall = ground - (0.34 + 0.18 * hash(tree, depth, 6));
    const inTree =
      y > tall &&
      y < ground &&
      Math.abs(x - centre) < Math.min(crown, (y - tall) * 0.28) * (0.75 + 0.5 * noise(x * 70, y * 70, 320));
    if (inTree || y >= ground)
      tone = mix(tone, 0.78 - depth * 0.17 + 0.05 * noise(x * 90, y * 90, 330), inTree ? 0.8 : 0.35);
  }
  return rgb(tone, tone, tone);
};
