import { decodeJpeg, resizeJpegRows } from "../jpeg/decode";
import { encodeJpeg, type JpegEncodeOptions } from "../jpeg/encode";
import { readJpegHeader } from "../jpeg/header";
import { asBuffer, type Bitmap, toBitmap, WHOLE } from "../pixels";

export interface JpegFormatDecodeOptions {
  /**
   * Size of the result, pixels. The image is resized while it is decoded, many times faster than afterwards; another
   * aspect ratio stretches it. Default: the size of the image.
   */
  readonly resize?: { readonly w: number; readonly h: number };
  /** Largest image accepted, width x height in pixels. Default 100 000 000 (100 megapixels). */
  readonly maxInputPx?: number;
  /** `fast`: at least sharp's quality; `best` decodes to at least twice `resize` before the resize. Default `fast`. */
  readonly quality?: "fast" | "best";
}

function decode(bytes: Buffer, { resize, ...options }: JpegFormatDecodeOptions = {}): Bitmap {
  if (!resize) return toBitmap(decodeJpeg(bytes, options));
  const target = { minWidth: resize.w, minHeight: resize.h, ...options };
  return toBitmap(resizeJpegRows(bytes, readJpegHeader(bytes), target, WHOLE, resize.w, resize.h));
}

/** JPEG for `createJimp`, which applies the EXIF orientation itself. */
export const jpeg = () => ({
  mime: "image/jpeg" as const,
  decode,
  encode: ({ data, width, height }: Bitmap, options: JpegEncodeOptions = {}): Buffer =>
    encodeJpeg({ data: asBuffer(data), width, height, channels: 4 }, options),
});
