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

/**
 * Encodes a lossy WebP with libwebp compiled to WebAssembly; the module is loaded by the first call. Of the metadata
 * only the profile is written.
 *
 * @throws RangeError where libwebp fails, which it does for sides over 16383 pixels
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
    // The pixels are released by the encoder.
    const file = loops.encode(libwebp.place(data), width, height, quality, effort);
    if (file === 0)
      throw new RangeError(`Expected at most 16383x16383 pixels for a WebP but received ${width}x${height}`);
    // Copied: the next call overwrites it.
    return Buffer.from(libwebp.bytes(file, loops.encodedBytes()));
  };
}
