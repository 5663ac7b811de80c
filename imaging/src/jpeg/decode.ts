import { imageError } from "../image-error";
import { TRIANGLE } from "../resample/kernel";
import { type CropRect, type Pixels, WHOLE } from "../resample/pixels";
import { resizePlane } from "../resample/resize-plane";
import { toPixels } from "./colour";
import { decodeFrame } from "./decode-frame";
import { readJpegHeader } from "./header";
import { maxSampling, planesOf, type BlockScale } from "./layout";
import type { DecodedJpeg, JpegHeader, ScaledDecodeOptions } from "./types";

/** Largest picture accepted, width x height in pixels, where the caller sets no limit. */
export const DEFAULT_MAX_INPUT_PX = 100_000_000;

/**
 * Decodes a JPEG at the smallest scale of 1/8, 1/4, 1/2 and 1 that is large enough. Several variants of one picture need
 * one decode, at the size of the largest.
 *
 * @throws IMAGE_TOO_LARGE by the header, before anything is decoded
 * @throws IMAGE_CORRUPT where the file breaks the standard or ends too early; nothing is half-drawn
 */
export function decodeJpegScaled(
  bytes: Uint8Array,
  header: JpegHeader,
  { minWidth, minHeight, quality = "fast", maxInputPx = DEFAULT_MAX_INPUT_PX }: ScaledDecodeOptions,
): DecodedJpeg {
  const { width, height } = header;
  checkSize(width, height, maxInputPx);
  const times = quality === "best" ? 2 : 1;
  const enough = (scale: number) => width * scale >= minWidth * times * 8 && height * scale >= minHeight * times * 8;
  const scale = ([1, 2, 4] as const).find(enough) ?? 8;
  return decodeAt(bytes, header, scale);
}

/**
 * Resizes part of a decoded JPEG with LANCZOS (a = 3), plane by plane, and converts the colours of what comes out:
 * RGBA, or one channel where the JPEG is grey. EXIF orientation is not applied.
 *
 * @param crop in fractions of the whole picture as stored
 */
export function resizeDecodedJpeg(
  { header, planes }: DecodedJpeg,
  crop: CropRect,
  width: number,
  height: number,
): Pixels {
  const samples = planes.map((plane) => resizePlane(plane, crop, width, height));
  return toPixels(header, samples, width, height);
}

/**
 * Decodes a JPEG at its full size.
 *
 * @throws NOT_AN_IMAGE, IMAGE_TOO_LARGE, FORMAT_UNSUPPORTED, IMAGE_CORRUPT
 */
export function decodeJpeg(
  bytes: Uint8Array,
  { maxInputPx = DEFAULT_MAX_INPUT_PX }: { readonly maxInputPx?: number } = {},
): Pixels {
  const header = readJpegHeader(bytes);
  const { width, height } = header;
  checkSize(width, height, maxInputPx);
  const { planes } = decodeAt(bytes, header, 8);
  // Full planes are cut to size, subsampled ones enlarged between their samples as libjpeg does it.
  const samples = planes.map((plane) => resizePlane(plane, WHOLE, width, height, TRIANGLE));
  return toPixels(header, samples, width, height);
}

function checkSize(width: number, height: number, maxInputPx: number): void {
  const px = width * height;
  if (px > maxInputPx) {
    throw imageError("IMAGE_TOO_LARGE", `image has ${px} px, limit is ${maxInputPx} px`, { px, maxInputPx });
  }
}

function decodeAt(bytes: Uint8Array, header: JpegHeader, scale: BlockScale): DecodedJpeg {
  const { hMax, vMax } = maxSampling(header);
  const scales = header.components.map(({ h, v }) => chromaScale(scale, Math.min(hMax / h, vMax / v)));
  const { layout, samples } = decodeFrame(bytes, header, scales);
  return { header, scale, planes: planesOf(header, layout, samples) };
}

/** A component that is subsampled both ways is decoded at twice the scale, so that it is as fine as the others. */
function chromaScale(scale: BlockScale, subsampling: number): BlockScale {
  return scale < 8 && subsampling >= 2 ? ((scale * 2) as BlockScale) : scale;
}
