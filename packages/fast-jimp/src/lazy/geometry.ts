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

/** A length as jimp rounds it: whole pixels, at least one. */
export const wholePixels = (length: number): number => Math.max(1, Math.round(length));

export const scaled = ({ width, height }: Size, factor: number): Size => ({
  width: wholePixels(width * factor),
  height: wholePixels(height * factor),
});

/** The part of an image with the box's aspect ratio. */
export function coveredPart(source: Size, box: Size, align: Align): CropRect {
  const scale = Math.max(box.width / source.width, box.height / source.height);
  const width = Math.min(1, box.width / (source.width * scale));
  const height = Math.min(1, box.height / (source.height * scale));
  return { left: (1 - width) * align.x, top: (1 - height) * align.y, width, height };
}
