import { defaultPlugins } from "jimp";
import { bmp, gif, msBmp, tiff } from "./formats/encoders";
import { createLazyJimp } from "./lazy/create";
import type { LazyJimpClass } from "./lazy/types";

export { jpeg, type JpegFormatDecodeOptions } from "./formats/jpeg";
export type { JpegEncodeOptions } from "./jpeg/encode";
export { png, type PngFormatDecodeOptions, type PngFormatEncodeOptions } from "./formats/png";
export { resizePlugin } from "./formats/resize";
export { webp } from "./formats/webp";
export { bmp, createLazyJimp, gif, tiff };

/** A Jimp for servers, with all of jimp's own plugins. Images are decoded when needed, and no larger than needed. */
export const Jimp: LazyJimpClass<typeof defaultPlugins, [typeof bmp, typeof msBmp, typeof gif, typeof tiff]> =
  createLazyJimp({ plugins: defaultPlugins, formats: [bmp, msBmp, gif, tiff] });
