import { decodeWith, checkAddressSpace } from "../codecs/decode-with";
import { forLibavif } from "./for-libavif";
import { loadCodec } from "../codecs/packages";
import { cropped } from "../heif/aperture";
import { readHeifImage } from "../heif/image";
import { heifDecoderMemory, type HeifRates } from "../heif/memory";
import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";

interface Decoder {
  /** Not premultiplied RGBA, before crop and orientation; null where the file cannot be decoded. */
  decode(
    bytes: Uint8Array,
    bitDepth: 8,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

/** Of libavif's memory. */
const RATES: HeifRates = { title: "AVIF", narrow: 22, wide: 36, alpha: 5, files: 3 };

/** Memory that the decoder takes, bytes: libavif's, and 4 per pixel for the bitmap. */
export function avifMemory(bytes: Buffer): number {
  const { px, memory } = heifDecoderMemory(bytes, RATES);
  return px * 4 + memory;
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
    checkAddressSpace("avif", heifDecoderMemory(bytes, RATES).memory);
    const { data, width, height } = decodeWith("avif", () => decoder.decode(forLibavif(bytes), 8));
    if (width !== stored.width || height !== stored.height)
      throw corrupt("AVIF", `it states ${stored.width}x${stored.height} pixels and has ${width}x${height}`);
    const pixels = cropped(Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, crop);
    return { data: pixels, width: crop.width, height: crop.height, ...(icc && { icc }) };
  };
}
