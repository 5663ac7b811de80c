/** What numbers of a variant may be, both ends included. */
export const variantRanges = {
  /** Pixels. */
  edge: { min: 1, max: 8192 },
  quality: { min: 1, max: 100 },
  effort: { min: 0, max: 6 },
} as const;

/** What numbers of operations may be, both ends included. */
export const operationRanges = {
  /** Pixels. */
  blur: { min: 1, max: 100 },
  brightness: { min: 0, max: 10 },
  contrast: { min: -0.99, max: 0.99 },
  /** Degrees. */
  rotate: { min: -360, max: 360 },
  watermarkScale: { min: 0.01, max: 1 },
  watermarkOpacity: { min: 0.01, max: 1 },
} as const;

/** How many variants a stack may have. */
export const MAX_VARIANTS = 16;
