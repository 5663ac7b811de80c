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
 * Decodes a WebP (RFC 9649), or the first frame of an animated one, with libwebp compiled to WebAssembly. The module is
 * loaded by the first image that needs it.
 *
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export async function decodeWebp(bytes: Buffer): Promise<DecodedBitmap> {
  const still = firstFrame(bytes);
  const { default: factory } = (await import("@jsquash/webp/codec/dec/webp_dec.js")) as unknown as CodecModule<Decoder>;
  const decoder = await instantiate(factory, WASM_FILE);
  const decoded = decoder.decode(still);
  if (!decoded) throw corrupt("WebP", "libwebp cannot decode its pixels");
  const { data, width, height } = decoded;
  const icc = readWebp(bytes).find(({ type }) => type === "ICCP")?.body;
  return { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height, ...(icc && { icc }) };
}
