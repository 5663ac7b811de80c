import type { Channels } from "./expand";

/** Most rows or columns of a cell: sums of 8-bit samples then fit 16 bits, of premultiplied ones 32. */
const MAX_REDUCTION = 128;

/** With alpha a reduced image is larger, because edges of alpha are harder than those of photographs. */
const ALPHA_HEADROOM = 3;

/** The size that is needed of a whole image. */
export interface ReductionTarget {
  /** Pixels. Default: the width of the image, without averaging. */
  readonly minWidth?: number;
  /** Pixels. Default: the height of the image. */
  readonly minHeight?: number;
  /** The reduced image is at least this many times as large as needed; with alpha at least three times. Default 2. */
  readonly headroom?: number;
}

/** Averaging down to twice the target is invisible after LANCZOS; down to three times it is hardly measurable. */
const HEADROOM = { fast: 2, best: 3 } as const;

/** What is averaged for a size that is needed of the whole image, pixels. */
export const reductionTarget = ({
  minWidth,
  minHeight,
  quality,
}: {
  readonly minWidth: number;
  readonly minHeight: number;
  readonly quality: "fast" | "best";
}): ReductionTarget => ({ minWidth, minHeight, headroom: HEADROOM[quality] });

const factor = (length: number, needed: number, headroom: number): number =>
  Math.max(1, Math.min(MAX_REDUCTION, Math.floor(length / (needed * headroom))));

/** Size of the cells that are averaged, pixels. */
export function planReduction(
  { width, height }: { readonly width: number; readonly height: number },
  channels: Channels,
  { minWidth = width, minHeight = height, headroom = 2 }: ReductionTarget,
): { readonly columns: number; readonly rows: number } {
  const times = channels === 4 ? Math.max(headroom, ALPHA_HEADROOM) : headroom;
  return { columns: factor(width, minWidth, times), rows: factor(height, minHeight, times) };
}
