import { isOpaque, type Bitmap } from "../pixels";
import { extendedHeader, HAS_ALPHA, HAS_PROFILE, readWebp, writeWebp } from "./container";
import { loadLibwebp } from "./libwebp";

export interface WebpEncodeOptions {
  /** 1..100. Default 75. */
  readonly quality?: number;
  /** 0..6, libwebp's `method`. Default 4. */
  readonly effort?: number;
  /** ICC profile to embed (ICCP). Default none. */
  readonly icc?: Uint8Array;
}

/** Of a lossy image, pixels: 14 bits, and 0 is none (RFC 6386, section 9.1). */
const MAX_EDGE_PX = 16_383;

/**
 * Encodes a lossy WebP with libwebp compiled to WebAssembly; the module is loaded by the first call. Of the metadata
 * only the profile is written.
 *
 * @throws RangeError for sides over 16383 pixels, and where libwebp fails
 */
export async function encodeWebp(
  bitmap: Bitmap,
  { quality = 75, effort = 4, icc }: WebpEncodeOptions = {},
): Promise<Buffer> {
  const file = (await loadWebpEncoder())(bitmap, quality, effort);
  if (!icc) return file;
  const flags = HAS_PROFILE | (isOpaque(bitmap) ? 0 : HAS_ALPHA);
  const pixels = readWebp(file).filter(({ type }) => type !== "VP8X");
  const { width, height } = bitmap;
  return writeWebp([extendedHeader(flags, width, height), { type: "ICCP", body: Buffer.from(icc) }, ...pixels]);
}

/**
 * Loads libwebp, compiled to WebAssembly, for one file.
 *
 * @returns encodes an image, or a frame of an animation, as a lossy WebP; throws RangeError where libwebp fails
 */
export async function loadWebpEncoder(): Promise<(bitmap: Bitmap, quality: number, effort: number) => Buffer> {
  const libwebp = (await loadLibwebp("encode"))();
  const { loops } = libwebp;
  return ({ data, width, height }, quality, effort) => {
    if (width > MAX_EDGE_PX || height > MAX_EDGE_PX) {
      const most = `${MAX_EDGE_PX}x${MAX_EDGE_PX}`;
      throw new RangeError(`Expected at most ${most} pixels for a WebP but received ${width}x${height}`);
    }
    // The pixels are released by the encoder.
    const file = loops.encode(libwebp.place(data), width, height, quality, effort);
    if (file === 0) throw new RangeError(`libwebp cannot encode ${width}x${height} pixels with quality ${quality}`);
    // Copied: the next call overwrites it.
    return Buffer.from(libwebp.bytes(file, loops.encodedBytes()));
  };
}
