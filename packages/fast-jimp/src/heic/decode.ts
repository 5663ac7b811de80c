import { checkAddressSpace } from "../codecs/decode-with";
import { loadForeignDecoder } from "../codecs/foreign-decoder";
import type { DecodedRgba } from "../codecs/worker-main";
import { displayedRect, orientSize } from "../exif/orient";
import { cropped, withoutAperture } from "../heif/aperture";
import { readHeifImage } from "../heif/image";
import { corrupt } from "../image-error";
import type { DecodedBitmap } from "../pixels";
import { libheifMemory } from "./memory";

/** What libheif's functions return where they fail. */
interface HeifError {
  readonly code: { readonly value: number };
  readonly message: string;
}

interface Channel {
  readonly data: Uint8Array;
  /** Bytes. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** The part of libheif's API that is used here. */
interface Libheif {
  readonly heif_colorspace: { readonly heif_colorspace_RGB: object };
  readonly heif_chroma: { readonly heif_chroma_interleaved_RGBA: object };
  heif_context_alloc(): object;
  heif_context_read_from_memory(context: object, bytes: Uint8Array): HeifError;
  heif_js_context_get_primary_image_handle(context: object): object | HeifError;
  heif_js_decode_image2(
    handle: object,
    colorspace: object,
    chroma: object,
  ): { readonly channels: readonly Channel[] } | HeifError;
}

/** Its text is copied into a worker: it refers to nothing outside of itself. */
function decodePrimary(libheif: Libheif, bytes: Uint8Array): DecodedRgba | undefined {
  const failed = (result: object | HeifError): result is HeifError => "code" in result && "message" in result;
  const check = <Result extends object>(result: Result | HeifError): Result => {
    if (failed(result)) throw new Error(String(result.message));
    return result;
  };
  const context = libheif.heif_context_alloc();
  const read = libheif.heif_context_read_from_memory(context, bytes);
  if (read.code.value !== 0) throw new Error(String(read.message));
  const handle = check(libheif.heif_js_context_get_primary_image_handle(context));
  const { heif_colorspace: space, heif_chroma: chroma } = libheif;
  const [channel] = check(
    libheif.heif_js_decode_image2(handle, space.heif_colorspace_RGB, chroma.heif_chroma_interleaved_RGBA),
  ).channels;
  if (!channel) return undefined;
  const { width, height, stride } = channel;
  if (stride === width * 4) return { data: channel.data, width, height };
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) data.set(channel.data.subarray(y * stride, y * stride + width * 4), y * width * 4);
  return { data, width, height };
}

/**
 * Loads libheif, compiled to WebAssembly, for one image.
 *
 * @returns decodes a HEIC (ISO/IEC 23008-12), cropped, and oriented by libheif; throws IMAGE_CORRUPT, IMAGE_TOO_LARGE,
 * IMAGE_TOO_COSTLY, FORMAT_UNSUPPORTED
 */
export async function loadHeicDecoder(): Promise<(bytes: Buffer) => DecodedBitmap> {
  const decode = await loadForeignDecoder("heic", decodePrimary);
  return (bytes) => {
    const { icc, crop, orientation, ...stored } = readHeifImage(bytes, "HEIC");
    const { px, memory } = libheifMemory(bytes);
    checkAddressSpace("heic", memory);
    const { data, ...size } = decode(withoutAperture(bytes), px);
    const { width, height } = orientSize(stored, orientation);
    if (size.width !== width || size.height !== height)
      throw corrupt("HEIC", `it states ${width}x${height} pixels and has ${size.width}x${size.height}`);
    const part = displayedRect(crop, stored, orientation);
    return {
      ...{ data: cropped(data, width, part), width: part.width, height: part.height },
      ...(icc && { icc }),
    };
  };
}
