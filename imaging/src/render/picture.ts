import type { Bitmap } from "./bitmap";
import type { Region, Size } from "./geometry";

/** A picture that is decoded once and drawn at any number of sizes. */
export interface Picture {
  /** True where no pixel is transparent. */
  readonly opaque: boolean;
  /** Resizes a region of the stored picture (before orientation) to a size. */
  draw(region: Region, size: Size): Bitmap;
}
