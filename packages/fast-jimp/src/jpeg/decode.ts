import { imageError } from "../image-error";
import { TRIANGLE } from "../resample/kernel";
import { type CropRect, type Pixels, WHOLE } from "../pixels";
import { resizePlanes } from "../resample/resize-plane";
import { fullDecode, isFull, planDecode, type DecodePlan } from "./decode-plan";
import { toPixels } from "./colour";
import { decodeFrame } from "./decode-frame";
import { hasExactColour, resizeInFullColour, toFullRgba } from "./full-colour";
import { readJpegHeader } from "./header";
import { planesOf } from "./layout";
import type { DecodedJpeg, JpegHeader, ScaledDecodeOptions } from "./types";

/** Largest picture accepted, width x height in pixels, where the caller sets no limit. */
export const DEFAULT_MAX_INPUT_PX = 100_000_000;

/**
 * Up to this size a picture that is decoded in full is converted to RGBA before the resize: what rounding costs then shows
 * in a comparison with other decoders. Above, the planes' way is faster and as good.
 */
const EXACT_COLOUR_MAX_PX = 4_000_000;

/**
 * Decodes a JPEG at the smallest scale of 1/8, 1/4, 1/2 and 1 that is good enough for its target. Several variants of one picture need
 * one decode, at the size of the largest.
 *
 * @throws IMAGE_TOO_LARGE by the header, before anything is decoded
 * @throws IMAGE_CORRUPT where the file breaks the standard or ends too early; nothing is half-drawn
 */
export function decodeJpegScaled(bytes: Uint8Array, header: JpegHeader, options: ScaledDecodeOptions): DecodedJpeg {
  checkSize(header, options.maxInputPx);
  const plan = planDecode(header, options);
  const decoded = decodeAt(bytes, header, plan);
  const small = header.width * header.height <= EXACT_COLOUR_MAX_PX;
  return small && isFull(plan) && hasExactColour(header) ? { ...decoded, exact: true } : decoded;
}

/**
 * Resizes part of a decoded JPEG with LANCZOS (a = 3): RGBA, or one channel where the JPEG is grey. Planes are resized one
 * by one, and only the colours of what comes out are converted. EXIF orientation is not applied.
 *
 * @param crop in fractions of the whole picture as stored
 */
export function resizeDecodedJpeg(decoded: DecodedJpeg, crop: CropRect, width: number, height: number): Pixels {
  const { header, planes, exact = false } = decoded;
  if (exact) return resizeInFullColour(decoded, crop, width, height);
  return toPixels(header, resizePlanes(planes, crop, width, height), width, height);
}

/**
 * Decodes a JPEG at its full size.
 *
 * @throws NOT_AN_IMAGE, IMAGE_TOO_LARGE, FORMAT_UNSUPPORTED, IMAGE_CORRUPT
 */
export function decodeJpeg(bytes: Uint8Array, { maxInputPx }: { readonly maxInputPx?: number } = {}): Pixels {
  const header = readJpegHeader(bytes);
  const { width, height } = header;
  checkSize(header, maxInputPx);
  const decoded = decodeAt(bytes, header, fullDecode(header));
  if (hasExactColour(header)) return toFullRgba(decoded);
  // Full planes are cut to size, subsampled ones enlarged between their samples as libjpeg does it.
  const unfiltered = decoded.planes.map(({ prefilter: _, ...plane }) => plane);
  const samples = resizePlanes(unfiltered, WHOLE, width, height, TRIANGLE);
  return toPixels(header, samples, width, height);
}

function checkSize({ width, height }: JpegHeader, maxInputPx = DEFAULT_MAX_INPUT_PX): void {
  const px = width * height;
  if (px > maxInputPx) {
    throw imageError("IMAGE_TOO_LARGE", `image has ${px} px, limit is ${maxInputPx} px`, { px, maxInputPx });
  }
}

function decodeAt(bytes: Uint8Array, header: JpegHeader, plan: DecodePlan): DecodedJpeg {
  const { layout, samples } = decodeFrame(bytes, header, plan);
  return { header, planes: planesOf(header, layout, samples) };
}
