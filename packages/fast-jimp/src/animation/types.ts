import type { Bitmap } from "../pixels";

/** What an animation shows at a time. */
export interface AnimationFrame {
  /** The whole canvas, as stored, before orientation. The next frame may be drawn on it: keep a copy. */
  readonly bitmap: Bitmap;
  /** How long it is shown, milliseconds. */
  readonly delayMs: number;
}

/** A file that has more than one frame, or could have. */
export interface Animation {
  /** How many there are. */
  readonly frames: number;
  /** Pixels of all frames: of the canvas, or of a frame that is larger. */
  readonly px: number;
  /** How often they are shown; 0: for ever. */
  readonly plays: number;
  /** Memory that decoding takes, bytes for each pixel of the canvas. */
  readonly bytesPerPx: number;
  /** ICC profile of the colours. */
  readonly icc?: Uint8Array;
  /** Decodes the frames, one after the other. @throws ImageError where one cannot be decoded */
  shownFrames(): Generator<AnimationFrame>;
}
