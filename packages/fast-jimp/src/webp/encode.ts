import { instantiate, type CodecModule } from "../codecs/emscripten";
import { isOpaque, type Bitmap } from "../pixels";
import { extendedHeader, HAS_ALPHA, HAS_PROFILE, readWebp, writeWebp } from "./container";
import { wasmFile } from "./wasm-file";

export interface WebpEncodeOptions {
  /** 1..100. Default 75. */
  readonly quality?: number;
  /** 0..6, libwebp's `method`. Default 4. */
  readonly effort?: number;
  /** ICC profile to embed (ICCP). Default none. */
  readonly icc?: Uint8Array;
}

interface Encoder {
  encode(
    rgba: Uint8Array,
    width: number,
    height: number,
    settings: Readonly<Record<string, number>>,
  ): Uint8Array | null;
}

/** The build with SIMD, which every Node from 16 on runs. */
const WASM_FILE = "@jsquash/webp/codec/enc/webp_enc_simd.wasm";

/** libwebp's defaults (struct WebPConfig): the WebAssembly codec has none and requires every field. */
const defaults: Readonly<Record<string, number>> = {
  target_size: 0,
  target_PSNR: 0,
  sns_strength: 50,
  filter_strength: 60,
  filter_sharpness: 0,
  filter_type: 1,
  partitions: 0,
  segments: 4,
  pass: 1,
  show_compressed: 0,
  preprocessing: 0,
  autofilter: 0,
  partition_limit: 0,
  alpha_compression: 1,
  alpha_filtering: 1,
  alpha_quality: 100,
  lossless: 0,
  exact: 0,
  image_hint: 0,
  emulate_jpeg_size: 0,
  thread_level: 0,
  low_memory: 0,
  near_lossless: 100,
  use_delta_palette: 0,
  use_sharp_yuv: 0,
};

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
  const { default: factory } =
    (await import("@jsquash/webp/codec/enc/webp_enc_simd.js")) as unknown as CodecModule<Encoder>;
  const encoder = await instantiate(factory, () => wasmFile(WASM_FILE), "WebP");
  return ({ data, width, height }, quality, effort) => {
    const encoded = encoder.encode(data, width, height, { ...defaults, quality, method: effort });
    if (!encoded)
      throw new RangeError(`Expected at most 16383x16383 pixels for a WebP but received ${width}x${height}`);
    // Copied: it is a view of the codec's memory, which the next call overwrites.
    return Buffer.from(encoded);
  };
}
