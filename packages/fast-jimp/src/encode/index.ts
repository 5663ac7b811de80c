import { encodeJpeg, type JpegEncodeOptions } from "../jpeg/encode";
import { encodePng } from "../png/encode";
import { type Pixels, toBitmap } from "../pixels";
import type { OutputFormat } from "../types";
import { encodeWebp } from "../webp/encode";

export interface EncodeSettings {
  /** Of JPEG and WebP, 1..100. Default 75. */
  readonly quality?: number;
  /** Of JPEG. */
  readonly chroma?: JpegEncodeOptions["chroma"];
  /** 0..6: time spent on fewer bytes; of WebP libwebp's `method`. Default 4. */
  readonly effort?: number;
  /** zlib's level, of PNG, 0..9. Default that of the effort. */
  readonly deflateLevel?: number;
  /** Profile to embed. */
  readonly icc?: Uint8Array;
}

/** Encodes pixels; of the metadata only the profile is written. */
export function encode(
  pixels: Pixels,
  format: OutputFormat,
  { quality, chroma, effort, deflateLevel, icc }: EncodeSettings,
): Promise<Buffer> {
  const profile = icc ? { icc } : {};
  const lossy = { ...profile, ...(quality !== undefined && { quality }), ...(effort !== undefined && { effort }) };
  if (format === "webp") return encodeWebp(toBitmap(pixels), lossy);
  if (format === "jpeg") return Promise.resolve(encodeJpeg(pixels, { ...lossy, ...(chroma && { chroma }) }));
  const level = { ...(deflateLevel !== undefined && { level: deflateLevel }) };
  return Promise.resolve(
    encodePng(toBitmap(pixels), { ...profile, ...(effort !== undefined && { effort }), ...level }),
  );
}
