import { defaultPlugins } from "jimp";
import { createLazyJimp } from "./lazy/create";

export { jpeg, type JpegFormatDecodeOptions, type JpegFormatEncodeOptions } from "./formats/jpeg";
export { png, type PngFormatDecodeOptions } from "./formats/png";
export { resizePlugin } from "./formats/resize";
export { webp } from "./formats/whole";
export { createLazyJimp };

/** A Jimp for servers, with all of jimp's own plugins. Images are decoded when needed, and no larger than needed. */
export const Jimp = createLazyJimp(defaultPlugins);
