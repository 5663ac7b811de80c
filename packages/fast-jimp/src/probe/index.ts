import { requireInstalled, type HowToEnable, type OptionalFormat } from "../codecs/packages";
import { Damage } from "../damage";
import { swapsAxes } from "../exif/orientation";
import { imageError } from "../image-error";
import { checkMemory, checkSize } from "../limits";
import { decodeMemory } from "../memory";
import { asBuffer } from "../pixels";
import type { ImageHeader, ImageLimits, ImageOptions, InputFormat } from "../types";
import { detectFormat, mimeOf } from "./detect";
import { headerReaders } from "./headers";

/** No rendition needs less of an image. */
const SMALLEST = { minWidth: 1, minHeight: 1, quality: "fast" } as const;

const isOptional = (format: InputFormat): format is OptionalFormat => ["avif", "heic", "jxl"].includes(format);

type HeaderOptions = ImageLimits & Pick<ImageOptions, "onDamage">;

/**
 * As {@link probe}.
 *
 * @param howToEnable what a refusal says of a format whose decoder is not installed
 */
export function readHeader(
  bytes: Uint8Array,
  { maxInputPx, maxMemoryMb, onDamage }: HeaderOptions,
  howToEnable?: HowToEnable,
): ImageHeader {
  const buffer = asBuffer(bytes);
  const format = detectFormat(buffer);
  if (isOptional(format)) requireInstalled(format, howToEnable);
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

/**
 * Reads the header only: the format by the first bytes, the size after EXIF orientation.
 *
 * @throws ImageError NOT_AN_IMAGE, FORMAT_UNSUPPORTED, IMAGE_CORRUPT (no usable header) or IMAGE_TOO_LARGE (more than
 * `maxInputPx` pixels, or more memory than `maxMemoryMb` even for the smallest rendition)
 */
export const probe = (bytes: Uint8Array, options: HeaderOptions = {}): ImageHeader => readHeader(bytes, options);
