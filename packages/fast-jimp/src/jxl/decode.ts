import { decodeWith, checkAddressSpace } from "../codecs/decode-with";
import { loadCodec } from "../codecs/packages";
import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { readJxlHeader } from "./header";

interface Decoder {
  /** Not premultiplied RGBA in sRGB, oriented; null where the file cannot be decoded. */
  decode(
    bytes: Uint8Array,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

/** Bytes per pixel in libjxl's memory, measured: RGBA of 32-bit floats and of 8 bits, and its own planes. */
const DECODER_BYTES_PER_PX = 60;

const decoderMemory = (bytes: Buffer, { width, height }: { readonly width: number; readonly height: number }): number =>
  width * height * DECODER_BYTES_PER_PX + 2 * bytes.length;

/** Memory that the decoder takes, bytes: libjxl's, and 4 per pixel for the bitmap. */
export const jxlMemory = (bytes: Buffer): number => {
  const size = readJxlHeader(bytes);
  return size.width * size.height * 4 + decoderMemory(bytes, size);
};

/**
 * Loads libjxl, compiled to WebAssembly, for one image.
 *
 * @returns decodes a JPEG XL (ISO/IEC 18181), of an animated one its first frame, oriented and converted to sRGB;
 * throws IMAGE_CORRUPT, IMAGE_TOO_LARGE
 */
export async function loadJxlDecoder(): Promise<(bytes: Buffer) => DecodedBitmap> {
  const decoder = await loadCodec<Decoder>("jxl");
  return (bytes) => {
    const stated = readJxlHeader(bytes);
    checkAddressSpace("jxl", decoderMemory(bytes, stated));
    const { data, width, height } = decodeWith("jxl", () => decoder.decode(bytes));
    if (width !== stated.width || height !== stated.height)
      throw corrupt("JPEG XL", `it states ${stated.width}x${stated.height} pixels and has ${width}x${height}`);
    return { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height };
  };
}
