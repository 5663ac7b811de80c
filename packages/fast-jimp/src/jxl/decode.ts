import { checkAddressSpace } from "../codecs/decode-with";
import { loadForeignDecoder } from "../codecs/foreign-decoder";
import type { DecodeWith } from "../codecs/worker-main";
import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { readJxlHeader } from "./header";
import { libjxlMemory } from "./memory";

/** The part of libjxl's module that is used here. */
interface Libjxl {
  /** Not premultiplied RGBA in sRGB, oriented; null where the file cannot be decoded. */
  decode(
    bytes: Uint8Array,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

/** Its text is copied into a worker: it refers to nothing outside of itself. */
const decodeFirstFrame: DecodeWith<Libjxl> = (libjxl, bytes) => libjxl.decode(bytes);

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
    checkAddressSpace("jxl", libjxlMemory(bytes, stated));
    const decoded = decode(bytes, stated.width * stated.height);
    const { width, height } = decoded;
    if (width !== stated.width || height !== stated.height)
      throw corrupt("JPEG XL", `it states ${stated.width}x${stated.height} pixels and has ${width}x${height}`);
    return decoded;
  };
}
