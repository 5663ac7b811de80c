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
  /** Of JPEG, 0..6. */
  readonly effort?: number;
  /** zlib's level, of PNG, 0..9. Default 4. */
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
  const lossy = { ...(quality !== undefined && { quality }), ...(icc && { icc }) };
  if (format === "jpeg") {
    const jpeg = { ...lossy, ...(chroma !== undefined && { chroma }), ...(effort !== undefined && { effort }) };
    return Promise.resolve(encodeJpeg(pixels, jpeg));
  }
  if (format === "webp") return encodeWebp(toBitmap(pixels), lossy);
  const level = deflateLevel === undefined ? {} : { level: deflateLevel };
  return Promise.resolve(encodePng(toBitmap(pixels), { ...level, ...(icc && { icc }) }));
}
