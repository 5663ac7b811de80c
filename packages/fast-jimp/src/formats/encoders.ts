import bmpFormat from "@jimp/js-bmp";
import gifFormat from "@jimp/js-gif";
import tiffFormat from "@jimp/js-tiff";
import { decodeBmp } from "../bmp/decode";
import { decodeGif } from "../gif/decode";
import type { Bitmap } from "../pixels";
import { decodeTiff } from "../tiff/decode";

// GIF, BMP and TIFF have jimp's encoders, with decoders that check their bounds. The types of options are written out:
// jimp's refer to packages that users of this one do not install.
export const gif = () => ({ ...gifFormat(), decode: decodeGif });
export const tiff = () => ({ ...tiffFormat(), decode: decodeTiff });

const encodeBmp = (bitmap: Bitmap, options: Readonly<Record<string, unknown>> = {}): Buffer =>
  bmpFormat().encode(bitmap, options);

/** BMP for `createJimp`. Options of the encoder are those of bmp-ts. */
export const bmp = () => ({ mime: "image/bmp" as const, decode: decodeBmp, encode: encodeBmp });

/** BMP under the name that Microsoft gave it. */
export const msBmp = () => ({ mime: "image/x-ms-bmp" as const, decode: decodeBmp, encode: encodeBmp });
