import type { CropRect, Pixels } from "../resample/pixels";
import type { DecodedJpeg, JpegHeader, ScaledDecodeOptions } from "./types";

export declare function decodeJpegScaled(
  bytes: Uint8Array,
  header: JpegHeader,
  options: ScaledDecodeOptions,
): DecodedJpeg;

export declare function resizeDecodedJpeg(decoded: DecodedJpeg, crop: CropRect, width: number, height: number): Pixels;

export declare function decodeJpeg(
  bytes: Uint8Array,
  options?: { readonly maxInputPx?: number },
): Pixels & { readonly channels: 4 };
