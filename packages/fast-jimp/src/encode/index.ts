import { encodeJpeg, type JpegEncodeOptions } from "../jpeg/encode";
import type { PngEncodeOptions } from "../png/encode";
import { greyChannel, isGrey, isOpaque, type Pixels, toBitmap } from "../pixels";
import type { OutputFormat } from "../types";

export interface EncodeSettings {
  /** Of JPEG, WebP and AVIF, 1..100. Default 75, of AVIF 65. */
  readonly quality?: number;
  /** Of JPEG and AVIF. */
  readonly chroma?: JpegEncodeOptions["chroma"];
  /** 0..6: time spent on fewer bytes; of WebP libwebp's `method`, of AVIF its speed from 10 to 4. Default 4. */
  readonly effort?: number;
  /** Of PNG: whether more than 256 colours are reduced to as many. Default false. */
  readonly palette?: PngEncodeOptions["palette"];
  /** zlib's level, of PNG, 0..9. Default that of the effort. */
  readonly deflateLevel?: number;
  /**
   * Whether the file's own compressed data is written, without metadata, where it has the format, nothing was changed
   * of its pixels, and encoding them anew would take more bytes. Default false.
   */
  readonly neverLarger?: boolean;
  /** Profile to embed. */
  readonly icc?: Uint8Array;
}

/** One channel of opaque grey pixels; those with a profile of colours need all of theirs. */
const greysOf = (pixels: Pixels, icc: Uint8Array | undefined): Pixels =>
  pixels.channels === 4 && !icc && isGrey(toBitmap(pixels)) && isOpaque(toBitmap(pixels))
    ? greyChannel(pixels)
    : pixels;

/** Encodes pixels; of the metadata only the profile is written. */
export async function encode(
  pixels: Pixels,
  format: OutputFormat,
  { quality, chroma, effort, deflateLevel, palette, icc }: EncodeSettings,
): Promise<Buffer> {
  const profile = icc ? { icc } : {};
  const lossy = { ...profile, ...(quality !== undefined && { quality }), ...(effort !== undefined && { effort }) };
  const sampled = { ...lossy, ...(chroma && { chroma }) };
  if (format === "jpeg") return encodeJpeg(greysOf(pixels, icc), sampled);
  // The others are imported when they are first used, so that a start is without them.
  if (format === "avif") return (await import("../avif/encode.js")).encodeAvif(greysOf(pixels, icc), sampled);
  if (format === "webp") return (await import("../webp/encode.js")).encodeWebp(toBitmap(pixels), lossy);
  const { encodePng } = await import("../png/encode.js");
  return encodePng(toBitmap(pixels), {
    ...profile,
    ...(effort !== undefined && { effort }),
    ...(deflateLevel !== undefined && { level: deflateLevel }),
    ...(palette !== undefined && { palette }),
  });
}
