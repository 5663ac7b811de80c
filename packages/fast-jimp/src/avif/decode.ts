import { decodeWith, checkAddressSpace } from "../codecs/decode-with";
import { loadCodec } from "../codecs/packages";
import { readHeifImage } from "../heif/image";
import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import type { PixelRect } from "../heif/transformations";

interface Decoder {
  /** Not premultiplied RGBA, before crop and orientation; null where the file cannot be decoded. */
  decode(
    bytes: Uint8Array,
    bitDepth: 8,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

/** Bytes per pixel in libavif's memory, measured with chroma of full size; samples of more than 8 bits have two. */
const DECODER_BYTES_PER_PX = { narrow: 22, wide: 36, alpha: 5 } as const;

/** Bytes of libavif's memory, the file included. */
function decoderMemory(bytes: Buffer): { readonly px: number; readonly memory: number } {
  const { width, height, depth, hasAlpha } = readHeifImage(bytes, "AVIF");
  const { narrow, wide, alpha } = DECODER_BYTES_PER_PX;
  const perPixel = (depth > 8 ? wide : narrow) + (hasAlpha ? alpha * (depth > 8 ? 2 : 1) : 0);
  return { px: width * height, memory: width * height * perPixel + 2 * bytes.length };
}

/** Memory that the decoder takes, bytes: libavif's, and 4 per pixel for the bitmap. */
export function avifMemory(bytes: Buffer): number {
  const { px, memory } = decoderMemory(bytes);
  return px * 4 + memory;
}

/** A part of a bitmap, moved to its beginning. */
function cropped(data: Buffer, width: number, { left, top, ...size }: PixelRect): Buffer {
  if (size.width * size.height * 4 === data.length) return data;
  const rowBytes = size.width * 4;
  for (let y = 0; y < size.height; y++) {
    const from = ((top + y) * width + left) * 4;
    data.copyWithin(y * rowBytes, from, from + rowBytes);
  }
  return data.subarray(0, size.height * rowBytes);
}

/**
 * Loads libavif, compiled to WebAssembly, for one image.
 *
 * @returns decodes an AVIF (AV1 Image File Format 1.1), of an animated one its still image, before orientation; throws
 * IMAGE_CORRUPT, IMAGE_TOO_LARGE, FORMAT_UNSUPPORTED
 */
export async function loadAvifDecoder(): Promise<(bytes: Buffer) => DecodedBitmap> {
  const decoder = await loadCodec<Decoder>("avif");
  return (bytes) => {
    const { crop, icc, ...stored } = readHeifImage(bytes, "AVIF");
    checkAddressSpace("avif", decoderMemory(bytes).memory);
    const { data, width, height } = decodeWith("avif", () => decoder.decode(bytes, 8));
    if (width !== stored.width || height !== stored.height)
      throw corrupt("AVIF", `it states ${stored.width}x${stored.height} pixels and has ${width}x${height}`);
    const pixels = cropped(Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, crop);
    return { data: pixels, width: crop.width, height: crop.height, ...(icc && { icc }) };
  };
}
