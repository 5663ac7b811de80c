import { checkAddressSpace } from "../codecs/decode-with";
import { loadForeignDecoder } from "../codecs/foreign-decoder";
import type { DecodeWith } from "../codecs/worker-main";
import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { readJxlHeader } from "./header";

/** The part of libjxl's module that is used here. */
interface Libjxl {
  /** Not premultiplied RGBA in sRGB, oriented; null where the file cannot be decoded. */
  decode(
    bytes: Uint8Array,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

/** Its text is copied into a worker: it refers to nothing outside of itself. */
const decodeFirstFrame: DecodeWith<Libjxl> = (libjxl, bytes) => libjxl.decode(bytes);

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
 * throws IMAGE_CORRUPT, IMAGE_TOO_LARGE, IMAGE_TOO_COSTLY
 */
export async function loadJxlDecoder(): Promise<(bytes: Buffer) => DecodedBitmap> {
  const decode = await loadForeignDecoder("jxl", decodeFirstFrame);
  return (bytes) => {
    const stated = readJxlHeader(bytes);
    checkAddressSpace("jxl", decoderMemory(bytes, stated));
    const decoded = decode(bytes, stated.width * stated.height);
    const { width, height } = decoded;
    if (width !== stated.width || height !== stated.height)
      throw corrupt("JPEG XL", `it states ${stated.width}x${stated.height} pixels and has ${width}x${height}`);
    return decoded;
  };
}
