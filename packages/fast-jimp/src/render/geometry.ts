import { WHOLE, type CropRect } from "../pixels";
import type { Fit, VariantSpec } from "../types";

export interface Size {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Geometry of a rendition: `crop` of the image is resized to `drawn`, which stands on `canvas` at `left`, `top`. */
export interface Placement {
  readonly crop: CropRect;
  readonly drawn: Size;
  readonly canvas: Size & { readonly left: number; readonly top: number };
}

/** Position of the image in its box: 0 at the left or upper edge, 1 at the right or lower one. */
export interface Align {
  readonly x: number;
  readonly y: number;
}

const CENTRE: Align = { x: 0.5, y: 0.5 };

const atLeastOne = (length: number): number => Math.max(1, Math.round(length));

export const scaled = (source: Size, scale: number): Size => ({
  width: atLeastOne(source.width * scale),
  height: atLeastOne(source.height * scale),
});

function drawnSize(source: Size, box: Size, fit: Fit): Size {
  const smaller = Math.min(box.width / source.width, box.height / source.height);
  if (fit === "contain") return scaled(source, smaller);
  if (fit === "inside") return scaled(source, Math.min(1, smaller));
  return box;
}

/** The part of the image with the box's aspect ratio. @param align 0: left or top, 0.5: centre, 1: right or bottom */
export function coveredPart(source: Size, box: Size, align: Align = CENTRE): CropRect {
  const scale = Math.max(box.width / source.width, box.height / source.height);
  const width = Math.min(1, box.width / (source.width * scale));
  const height = Math.min(1, box.height / (source.height * scale));
  return { left: (1 - width) * align.x, top: (1 - height) * align.y, width, height };
}

/** Fits an image into a variant's box; both sizes are after orientation. */
export function place(source: Size, { width, height, fit }: Pick<VariantSpec, "width" | "height" | "fit">): Placement {
  const box = { width, height };
  const drawn = drawnSize(source, box, fit);
  const canvas = fit === "inside" ? drawn : box;
  return {
    crop: fit === "cover" ? coveredPart(source, box) : WHOLE,
    drawn,
    canvas: {
      width: canvas.width,
      height: canvas.height,
      left: Math.floor((canvas.width - drawn.width) / 2),
      top: Math.floor((canvas.height - drawn.height) / 2),
    },
  };
}
