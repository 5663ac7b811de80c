import { readJpegHeader } from "../jpeg/header";
import { readOrientation, swapsAxes } from "../exif/orientation";
import { imageError } from "../image-error";
import type { ImageHeader, InputFormat, RenderOptions } from "../types";
import { detectFormat, mimeOf } from "./detect";
import type { HeaderFacts } from "./header-facts";
import { probePng } from "./png";
import { probeBmp, probeGif } from "./simple-headers";
import { probeTiff } from "./tiff";
import { probeWebp } from "./webp";

export const DEFAULT_MAX_INPUT_PX = 100_000_000;

function probeJpeg(bytes: Buffer): HeaderFacts {
  const { width, height, exif } = readJpegHeader(bytes);
  const tiff = exif && Buffer.from(exif.buffer, exif.byteOffset, exif.byteLength);
  return { width, height, orientation: tiff ? readOrientation(tiff) : 1 };
}

const readers: Readonly<Record<InputFormat, (bytes: Buffer) => HeaderFacts>> = {
  jpeg: probeJpeg,
  png: probePng,
  gif: probeGif,
  bmp: probeBmp,
  tiff: probeTiff,
  webp: probeWebp,
};

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
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = detectFormat(buffer);
  const { width, height, orientation } = readers[format](buffer);
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
