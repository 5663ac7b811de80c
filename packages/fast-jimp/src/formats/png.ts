import { decodePng } from "../png/decode";
import { encodePng } from "../png/encode";
import { resizeRgba } from "../resample/resize-rgba";
import type { Bitmap } from "../pixels";

export interface PngFormatDecodeOptions {
  /**
   * Size of the result, pixels. The image is reduced while it is decompressed and never held whole in memory; another
   * aspect ratio stretches it. Default: the size of the image.
   */
  readonly resize?: { readonly w: number; readonly h: number };
  /** Largest image accepted, width x height in pixels. Default 100 000 000 (100 megapixels). */
  readonly maxInputPx?: number;
}

export interface PngFormatEncodeOptions {
  /** 0..6: time spent on fewer bytes. Default 4. */
  readonly effort?: number;
  /** zlib's level, 0..9. Default that of the effort. */
  readonly deflateLevel?: number;
  /**
   * Whether an image of more than 256 colours is reduced to as many, with dithering: `true` always, `auto` where that
   * is hardly distinguishable and smaller. Default false: lossless.
   */
  readonly palette?: boolean | "auto";
  /** ICC profile to embed. Default none. */
  readonly icc?: Uint8Array;
}

async function decode(bytes: Buffer, { resize, ...options }: PngFormatDecodeOptions = {}): Promise<Bitmap> {
  const target = resize ? { minWidth: resize.w, minHeight: resize.h } : {};
  const reduced = await decodePng(bytes, { ...target, ...options });
  const { data, width, height } = reduced;
  if (!resize) return { data, width, height };
  const crop = { left: 0, top: 0, width: reduced.validWidth / width, height: reduced.validHeight / height };
  const resized = resizeRgba(reduced, crop, resize.w, resize.h, { hasAlpha: !reduced.opaque });
  return { data: resized.data, width: resize.w, height: resize.h };
}

/** PNG for `createJimp`. */
export const png = () => ({
  mime: "image/png" as const,
  hasAlpha: true,
  decode,
  encode: (bitmap: Bitmap, { deflateLevel: level, ...rest }: PngFormatEncodeOptions = {}): Buffer =>
    encodePng(bitmap, { ...rest, ...(level !== undefined && { level }) }),
});
