/** Interleaved 8-bit samples, rows from the top, no padding between rows. */
export interface Pixels {
  /** width x height x channels bytes. */
  readonly data: Uint8Array;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** 1: grey. 4: red, green, blue, alpha (not premultiplied). */
  readonly channels: 1 | 4;
}

/** A part of a picture in fractions of its width and height, 0..1, so that it means the same at every decoded scale. */
export interface CropRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The whole picture. */
export const WHOLE: CropRect = { left: 0, top: 0, width: 1, height: 1 };
