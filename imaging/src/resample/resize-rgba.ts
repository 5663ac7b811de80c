import type { CropRect, Pixels } from "./pixels";

/** What {@link resizeRgba} may assume of its source. */
export interface ResizeRgbaOptions {
  /** Whether any alpha may be below 255. Default true; false is faster, and the result is opaque. */
  readonly hasAlpha?: boolean;
}

/** Resizes part of an RGBA picture with LANCZOS (a = 3); colours are premultiplied with their alpha on the way. */
export declare function resizeRgba(
  source: Pick<Pixels, "data" | "width" | "height">,
  crop: CropRect,
  width: number,
  height: number,
  options?: ResizeRgbaOptions,
): Pixels & { readonly channels: 4 };
