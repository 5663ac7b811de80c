import { createJimp } from "@jimp/core";
import bmp from "@jimp/js-bmp";
import gif from "@jimp/js-gif";
import tiff from "@jimp/js-tiff";
import { jpeg } from "./formats/jpeg";
import { png } from "./formats/png";
import { resizePlugin } from "./formats/resize";
import { decodeBmp } from "./bmp/decode";
import { decodeGif } from "./gif/decode";
import { decodeTiff } from "./tiff/decode";
import { webp } from "./formats/webp";

/** jimp's encoders, with decoders that check their bounds. */
const safeBmp = () => ({ ...bmp(), decode: decodeBmp });
const safeGif = () => ({ ...gif(), decode: decodeGif });
const safeTiff = () => ({ ...tiff(), decode: decodeTiff });

export { jpeg } from "./formats/jpeg";
export { png } from "./formats/png";
export { resizePlugin } from "./formats/resize";
export { webp } from "./formats/webp";

/** A Jimp for servers: our JPEG, PNG, WebP and resize, GIF, BMP and TIFF decoded within bounds. */
export const Jimp = createJimp({ formats: [jpeg, png, webp, safeGif, safeBmp, safeTiff], plugins: [resizePlugin] });
