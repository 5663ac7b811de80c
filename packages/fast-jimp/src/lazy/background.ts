import type { Pixels } from "../pixels";

/** An RGB colour, 0..255 each. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** A colour with alpha, 0..255. */
export interface Background extends Colour {
  readonly alpha: number;
}

/** A colour of jimp, 0xRRGGBBAA. */
export const backgroundOf = (rgba: number): Background => ({
  r: (rgba >>> 24) & 255,
  g: (rgba >>> 16) & 255,
  b: (rgba >>> 8) & 255,
  alpha: rgba & 255,
});

const over = (front: number, back: number, alpha: number): number =>
  Math.round((front * alpha + back * (255 - alpha)) / 255);

/** Blends pixels over a colour, in place; every pixel is opaque afterwards. */
export function flatten({ data, channels }: Pixels, { r, g, b }: Colour): void {
  if (channels === 1) return;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] as number;
    if (alpha === 255) continue;
    data[at] = over(data[at] as number, r, alpha);
    data[at + 1] = over(data[at + 1] as number, g, alpha);
    data[at + 2] = over(data[at + 2] as number, b, alpha);
    data[at + 3] = 255;
  }
}
