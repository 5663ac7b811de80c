import { swapsAxes } from "../exif/orientation";
import { imageError } from "../image-error";
import { asBuffer } from "../pixels";
import type { ImageHeader, RenderOptions } from "../types";
import { detectFormat, mimeOf } from "./detect";
import { headerReaders } from "./headers";

export const DEFAULT_MAX_INPUT_PX = 100_000_000;

/**
 * Reads the header only: format by the bytes, size as the picture is to be shown.
 *
 * @throws ImageError `NOT_AN_IMAGE`, `FORMAT_UNSUPPORTED`, `IMAGE_CORRUPT` (no usable header) or `IMAGE_TOO_LARGE`
 * (more than `maxInputPx` pixels).
 */
export function probe(
  bytes: Uint8Array,
  { maxInputPx = DEFAULT_MAX_INPUT_PX }: Pick<RenderOptions, "maxInputPx"> = {},
): ImageHeader {
  const buffer = asBuffer(bytes);
  const format = detectFormat(buffer);
  const { width, height, orientation } = headerReaders[format](buffer);
  if (!(width > 0 && height > 0))
    throw imageError("IMAGE_CORRUPT", `the header claims ${width}x${height} pixels`, { width, height });
  const px = width * height;
  if (px > maxInputPx) {
    throw imageError("IMAGE_TOO_LARGE", `the image has ${px} px (${width}x${height}), the limit is ${maxInputPx} px`, {
      px,
      width,
      height,
      maxInputPx,
    });
  }
  const shown = swapsAxes(orientation) ? { width: height, height: width } : { width, height };
  return { format, mime: mimeOf[format], ...shown, orientation };
}
