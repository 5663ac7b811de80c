import { type Pixels, toBitmap } from "../pixels";

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

export interface Canvas {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Column of the image's left edge. */
  readonly left: number;
  /** Row of the image's upper edge. */
  readonly top: number;
}

/** Copies the pixels onto a canvas of one colour. */
export function pad(pixels: Pixels, canvas: Canvas, { r, g, b, alpha }: Background): Pixels {
  const bitmap = toBitmap(pixels);
  const data = Buffer.alloc(canvas.width * canvas.height * 4, Buffer.from([r, g, b, alpha]));
  for (let row = 0; row < bitmap.height; row++) {
    const from = row * bitmap.width * 4;
    bitmap.data.copy(data, ((canvas.top + row) * canvas.width + canvas.left) * 4, from, from + bitmap.width * 4);
  }
  return { data, width: canvas.width, height: canvas.height, channels: 4 };
}
