import type { CropRect, Pixels } from "../pixels";

/** How large a picture is needed at most, before any crop. */
export interface Demand {
  /** Width of the whole picture as stored, pixels; rarely a whole number. */
  readonly minWidth: number;
  /** Height of the whole picture as stored, pixels; rarely a whole number. */
  readonly minHeight: number;
  readonly quality: "fast" | "best";
  /** Largest picture accepted, width x height in pixels. */
  readonly maxInputPx: number;
}

/** A picture that is decoded once, as large as the largest variant needs it, and drawn at any number of sizes. */
export interface Picture {
  /** ICC profile that its colours refer to. */
  readonly icc?: Uint8Array;
  /** No pixel that it draws is transparent. */
  readonly opaque: boolean;
  /** Resizes a part of the picture as stored (before orientation). The pixels are the caller's. */
  draw(crop: CropRect, width: number, height: number): Pixels;
}
