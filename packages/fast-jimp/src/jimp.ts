import { createJimp } from "@jimp/core";
import { jpeg } from "./formats/jpeg";
import { png } from "./formats/png";
import { resizePlugin } from "./formats/resize";
import { bmp, gif, tiff, webp } from "./formats/whole";

export { jpeg, png, resizePlugin, webp };
export type { JpegFormatDecodeOptions, JpegFormatEncodeOptions } from "./formats/jpeg";
export type { PngFormatDecodeOptions } from "./formats/png";

/** A Jimp for servers: our JPEG, PNG, WebP and resize; GIF, BMP and TIFF with decoders that check their bounds. */
export const Jimp = createJimp({ formats: [jpeg, png, webp, gif, bmp, tiff], plugins: [resizePlugin] });
