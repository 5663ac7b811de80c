import type { Pixels } from "../resample/pixels";

/** How a JPEG is written. */
export interface JpegEncodeOptions {
  /** 1..100, libjpeg's scale. Default 75. */
  readonly quality?: number;
  /** ICC profile to embed (APP2, in chunks where it is long). Default none. */
  readonly icc?: Uint8Array;
}

export declare function encodeJpeg(pixels: Pixels, options?: JpegEncodeOptions): Buffer;
