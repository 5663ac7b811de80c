import { Damage } from "../damage";
import { swapsAxes } from "../exif/orientation";
import { imageError } from "../image-error";
import { checkMemory, checkSize } from "../limits";
import { decodeMemory } from "../memory";
import { asBuffer } from "../pixels";
import type { ImageHeader, ImageLimits, ImageOptions } from "../types";
import { detectFormat, mimeOf } from "./detect";
import { headerReaders } from "./headers";

/** No rendition needs less of an image. */
const SMALLEST = { minWidth: 1, minHeight: 1, quality: "fast" } as const;

/**
 * Reads the header only: the format by the first bytes, the size after EXIF orientation.
 *
 * @throws ImageError NOT_AN_IMAGE, FORMAT_UNSUPPORTED, IMAGE_CORRUPT (no usable header) or IMAGE_TOO_LARGE (more than
 * `maxInputPx` pixels, or more memory than `maxMemoryMb` even for the smallest rendition)
 */
export function probe(
  bytes: Uint8Array,
  { maxInputPx, maxMemoryMb, onDamage }: ImageLimits & Pick<ImageOptions, "onDamage"> = {},
): ImageHeader {
  const buffer = asBuffer(bytes);
  const format = detectFormat(buffer);
  const { width, height, orientation } = headerReaders[format](buffer);
  if (!(width > 0 && height > 0))
    throw imageError("IMAGE_CORRUPT", `The header states a size of ${width}x${height} pixels.`, { width, height });
  checkSize({ width, height }, maxInputPx);
  const shown = swapsAxes(orientation) ? { width: height, height: width } : { width, height };
  const header = { format, mime: mimeOf[format], ...shown, orientation };
  if (maxMemoryMb !== undefined) {
    const needed = { ...SMALLEST, ...(onDamage === "keep" && { damage: new Damage() }) };
    checkMemory(header, buffer.byteLength + decodeMemory(buffer, header, needed), maxMemoryMb);
  }
  return header;
}
