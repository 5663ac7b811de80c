import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { readWebp } from "./container";
import { firstFrame } from "./first-frame";
import { instantiate, type CodecModule } from "./wasm";

interface Decoder {
  /** Not premultiplied RGBA; null where the file cannot be decoded. */
  decode(
    bytes: Uint8Array,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

const WASM_FILE = "@jsquash/webp/codec/dec/webp_dec.wasm";

/**
 * Memory that {@link decodeWebp} takes, bytes per pixel: 4 for the bitmap and 4 for libwebp's, 4 more for lossless
 * data, 2 for an alpha plane. The file is copied into libwebp's memory, an animated one twice more.
 */
export function webpMemory(
  bytes: Buffer,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const first = firstFrame(bytes);
  const types = readWebp(first).map(({ type }) => type);
  const perPixel = 8 + (types.includes("VP8L") ? 5 : 0) + (types.includes("ALPH") ? 2 : 0);
  return width * height * perPixel + (first === bytes ? 1 : 3) * bytes.length;
}

/**
 * Loads libwebp, compiled to WebAssembly, for one image.
 *
 * @returns decodes a WebP (RFC 9649), or the first frame of an animated one; throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export async function loadWebpDecoder(): Promise<(bytes: Buffer) => DecodedBitmap> {
  const { default: factory } = (await import("@jsquash/webp/codec/dec/webp_dec.js")) as unknown as CodecModule<Decoder>;
  const decoder = await instantiate(factory, WASM_FILE);
  return (bytes) => {
    const decoded = decoder.decode(firstFrame(bytes));
    if (!decoded) throw corrupt("WebP", "libwebp cannot decode its pixels");
    const { data, width, height } = decoded;
    const icc = readWebp(bytes).find(({ type }) => type === "ICCP")?.body;
    return { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height, ...(icc && { icc }) };
  };
}

/**
 * Decodes a WebP. libwebp is loaded by the first image that needs it.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export async function decodeWebp(bytes: Buffer): Promise<DecodedBitmap> {
  // Refused before libwebp is loaded, where the container is broken.
  firstFrame(bytes);
  return (await loadWebpDecoder())(bytes);
}
