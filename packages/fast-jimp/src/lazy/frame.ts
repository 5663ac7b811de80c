import { attentionPoint } from "../attention/find";
import { toBitmap, type Pixels } from "../pixels";
import type { Background } from "./background";
import { offsetOn, type Position, type Size } from "./geometry";

/** Pixels, and whether every one of them is opaque. */
export interface ViewPixels {
  readonly pixels: Pixels;
  readonly opaque: boolean;
}

/** A canvas that an image is put on, as `contain` makes it. */
export interface Frame {
  readonly canvas: Size;
  /** `attention`: the part that draws the eye comes as near to the middle as it can. */
  readonly position: Position | "attention";
  readonly background: Background;
  /** Whether the canvas is transparent around an image that has transparent pixels. */
  readonly matchAlpha: boolean;
}

const TRANSPARENT: Background = { r: 0, g: 0, b: 0, alpha: 0 };

/** Copies pixels onto a canvas of one colour; those of its size stay as they are. */
export function pad({ pixels, opaque }: ViewPixels, { canvas, position, background, matchAlpha }: Frame): ViewPixels {
  const { width, height } = canvas;
  if (pixels.width === width && pixels.height === height) return { pixels, opaque };
  const where = position === "attention" ? { focus: attentionPoint(pixels) } : position;
  const { left, top } = offsetOn(canvas, pixels, where);
  const { r, g, b, alpha } = matchAlpha && !opaque ? TRANSPARENT : background;
  const bitmap = toBitmap(pixels);
  const data = Buffer.alloc(width * height * 4, Buffer.from([r, g, b, alpha]));
  for (let row = 0; row < bitmap.height; row++) {
    const from = row * bitmap.width * 4;
    bitmap.data.copy(data, ((top + row) * width + left) * 4, from, from + bitmap.width * 4);
  }
  return { pixels: { data, width, height, channels: 4 }, opaque: opaque && alpha === 255 };
}
