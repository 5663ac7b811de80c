import type { Fit, VariantSpec } from "../types";

export interface Size {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** A part of the source, in source pixels; edges may fall between pixels. */
export interface Region extends Size {
  readonly left: number;
  readonly top: number;
}

/** How one variant is drawn: `region` of the source is resized to `drawn`, which is put on `canvas` at `left`, `top`. */
export interface Placement {
  readonly region: Region;
  readonly drawn: Size;
  readonly canvas: Size & { readonly left: number; readonly top: number };
}

const atLeastOne = (length: number): number => Math.max(1, Math.round(length));

const scaled = (source: Size, scale: number): Size => ({
  width: atLeastOne(source.width * scale),
  height: atLeastOne(source.height * scale),
});

function drawnSize(source: Size, box: Size, fit: Fit): Size {
  const smaller = Math.min(box.width / source.width, box.height / source.height);
  if (fit === "contain") return scaled(source, smaller);
  if (fit === "inside") return scaled(source, Math.min(1, smaller));
  return box;
}

/** The middle part of the source that has the box's ratio. */
function coveredRegion(source: Size, box: Size): Region {
  const scale = Math.max(box.width / source.width, box.height / source.height);
  const width = Math.min(source.width, box.width / scale);
  const height = Math.min(source.height, box.height / scale);
  return { left: (source.width - width) / 2, top: (source.height - height) / 2, width, height };
}

/** Places a source in a variant's box; both as the picture is shown. */
export function place(source: Size, { width, height, fit }: Pick<VariantSpec, "width" | "height" | "fit">): Placement {
  const box = { width, height };
  const drawn = drawnSize(source, box, fit);
  const canvas = fit === "inside" ? drawn : box;
  return {
    region: fit === "cover" ? coveredRegion(source, box) : { left: 0, top: 0, ...source },
    drawn,
    canvas: {
      width: canvas.width,
      height: canvas.height,
      left: Math.floor((canvas.width - drawn.width) / 2),
      top: Math.floor((canvas.height - drawn.height) / 2),
    },
  };
}
