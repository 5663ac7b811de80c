import type { Point } from "../attention/find";
import type { CropRect } from "../pixels";

export interface Size {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Position of the image in its box: 0 at the left or upper edge, 1 at the right or lower one. */
export interface Align {
  readonly x: number;
  readonly y: number;
}

/** Where the shown part lies in an image, or the whole image lies in its box. */
export type Position =
  | { readonly align: Align }
  /** This point of the image comes as near to the middle of the box as the image's edges allow. */
  | { readonly focus: Point };

/** A length as jimp rounds it: whole pixels, at least one. */
export const wholePixels = (length: number): number => Math.max(1, Math.round(length));

export const scaled = ({ width, height }: Size, factor: number): Size => ({
  width: wholePixels(width * factor),
  height: wholePixels(height * factor),
});

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

/** The part of an image with the box's aspect ratio. */
export function coveredPart(source: Size, box: Size, position: Position): CropRect {
  const scale = Math.max(box.width / source.width, box.height / source.height);
  const width = Math.min(1, box.width / (source.width * scale));
  const height = Math.min(1, box.height / (source.height * scale));
  if ("align" in position) {
    return { left: (1 - width) * position.align.x, top: (1 - height) * position.align.y, width, height };
  }
  const { x, y } = position.focus;
  return { left: clamp(x - width / 2, 1 - width), top: clamp(y - height / 2, 1 - height), width, height };
}

/** Column and row of an image's upper left corner on a canvas that holds all of it, pixels. */
export function offsetOn(
  canvas: Size,
  image: Size,
  position: Position,
): { readonly left: number; readonly top: number } {
  const [free, below] = [canvas.width - image.width, canvas.height - image.height];
  if ("align" in position) {
    return { left: Math.floor(free * position.align.x), top: Math.floor(below * position.align.y) };
  }
  const { x, y } = position.focus;
  return {
    left: clamp(Math.round(canvas.width / 2 - image.width * x), free),
    top: clamp(Math.round(canvas.height / 2 - image.height * y), below),
  };
}
