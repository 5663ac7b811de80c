import bmpFormat from "@jimp/js-bmp";
import gifFormat from "@jimp/js-gif";
import tiffFormat from "@jimp/js-tiff";
import { decodeBmp } from "../bmp/decode";
import { decodeGif } from "../gif/decode";
import type { Bitmap } from "../pixels";
import { decodeTiff } from "../tiff/decode";
import { decodeWebp } from "../webp/decode";
import { encodeWebp, type WebpEncodeOptions } from "../webp/encode";

// Formats that are always decoded at their full size. GIF, BMP and TIFF have jimp's encoders, with decoders that check
// their bounds. The types of options are written out: jimp's refer to packages that users of this one do not install.
export const gif = () => ({ ...gifFormat(), decode: decodeGif });
export const tiff = () => ({ ...tiffFormat(), decode: decodeTiff });

/** BMP for `createJimp`. Options of the encoder are those of bmp-ts. */
export const bmp = () => ({
  mime: "image/bmp" as const,
  decode: decodeBmp,
  encode: (bitmap: Bitmap, options: Readonly<Record<string, unknown>> = {}): Buffer =>
    bmpFormat().encode(bitmap, options),
});

/** WebP for `createJimp`; its WebAssembly is loaded by the first image that needs it. */
export const webp = () => ({
  mime: "image/webp" as const,
  hasAlpha: true,
  async decode(bytes: Buffer): Promise<Bitmap> {
    const { data, width, height } = await decodeWebp(bytes);
    return { data, width, height };
  },
  encode: (bitmap: Bitmap, options: WebpEncodeOptions = {}): Promise<Buffer> => encodeWebp(bitmap, options),
});
