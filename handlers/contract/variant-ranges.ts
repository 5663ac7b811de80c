/** The least and the most that a setting may be. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Ranges of a variant's numbers, as the stack's configuration takes them. */
export const variantRanges = {
  /** Of width and height, pixels. */
  edgePx: { min: 1, max: 8192 },
  quality: { min: 1, max: 100 },
  effort: { min: 0, max: 6 },
} as const satisfies Readonly<Record<string, Range>>;

/** The highest result of a set of widths, pixels: what is higher still is narrower than its width. */
export const MAX_RESULT_HEIGHT_PX = variantRanges.edgePx.max;

/** The best quality of JPEG, WebP and AVIF. */
export const MAX_QUALITY = variantRanges.quality.max;

/** Ranges of operations that take a number. */
export const operationRanges = {
  /** Radius, pixels. */
  blur: { min: 1, max: 100 },
  /** Factor. */
  brightness: { min: 0, max: 10 },
  contrast: { min: -0.99, max: 0.99 },
  /** Degrees counter-clockwise. */
  rotate: { min: -360, max: 360 },
} as const satisfies Readonly<Record<string, Range>>;

/** Axes of `flip`. */
export const flipAxes = ["horizontal", "vertical"] as const;

/** `#rrggbb` in any case, or `transparent`. */
export const backgroundPattern = /^(#[0-9a-fA-F]{6}|transparent)$/;
