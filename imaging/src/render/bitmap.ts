/** Pixels as jimp keeps them: 8-bit R, G, B, A per pixel, rows from the top, alpha not premultiplied. */
export interface Bitmap {
  data: Buffer;
  width: number;
  height: number;
}

/** An RGB colour, 0..255 each. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

const hexColour = /^#[0-9a-f]{6}$/i;

/** Parses `#rrggbb`. */
export function parseColour(text: string): Colour {
  if (!hexColour.test(text))
    throw new RangeError(`expected a colour like #rrggbb for background but received "${text}"`);
  const packed = Number.parseInt(text.slice(1), 16);
  return { r: packed >> 16, g: (packed >> 8) & 255, b: packed & 255 };
}

/** True where every pixel is opaque. */
export function isOpaque({ data }: Bitmap): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

/** Blends the bitmap over a colour, in place; every pixel is opaque afterwards. */
export function flatten({ data }: Bitmap, { r, g, b }: Colour): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 255;
    if (alpha === 255) continue;
    data[at] = over(data[at] ?? 0, r, alpha);
    data[at + 1] = over(data[at + 1] ?? 0, g, alpha);
    data[at + 2] = over(data[at + 2] ?? 0, b, alpha);
    data[at + 3] = 255;
  }
}

const over = (front: number, back: number, alpha: number): number =>
  Math.round((front * alpha + back * (255 - alpha)) / 255);

/** A canvas of one colour with the bitmap at `left`, `top`. */
export function pad(
  bitmap: Bitmap,
  canvas: { width: number; height: number; left: number; top: number },
  colour: Colour,
): Bitmap {
  const { r, g, b } = colour;
  const data = Buffer.alloc(canvas.width * canvas.height * 4, Buffer.from([r, g, b, 255]));
  for (let row = 0; row < bitmap.height; row++) {
    const from = row * bitmap.width * 4;
    bitmap.data.copy(data, ((canvas.top + row) * canvas.width + canvas.left) * 4, from, from + bitmap.width * 4);
  }
  return { data, width: canvas.width, height: canvas.height };
}
