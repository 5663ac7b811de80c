import { readHeifImage, type HeifTitle } from "./image";

/** Bytes per pixel in a decoder's memory, measured with chroma of full size. */
export interface HeifRates {
  readonly title: HeifTitle;
  /** Of images of 8 bits. */
  readonly narrow: number;
  /** Of images of more bits, whose samples have two bytes. */
  readonly wide: number;
  /** What an alpha plane of 8 bits adds; one of more bits adds twice as much. */
  readonly alpha: number;
  /** Times that the file is held. */
  readonly files: number;
}

/** What a decoder takes. */
export interface DecoderMemory {
  /** Pixels of the image. */
  readonly px: number;
  /** Bytes of the decoder's own address space. */
  readonly memory: number;
}

/**
 * Memory that a decoder of HEIF takes in its own address space, bytes, the file included.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export function heifDecoderMemory(bytes: Buffer, { title, narrow, wide, alpha, files }: HeifRates): DecoderMemory {
  const { width, height, depth, hasAlpha } = readHeifImage(bytes, title);
  const px = width * height;
  const perPixel = (depth > 8 ? wide : narrow) + (hasAlpha ? alpha * (depth > 8 ? 2 : 1) : 0);
  return { px, memory: px * perPixel + files * bytes.length };
}
