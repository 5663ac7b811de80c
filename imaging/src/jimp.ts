import { createJimp } from "@jimp/core";
import bmp from "@jimp/js-bmp";
import gif from "@jimp/js-gif";
import tiff from "@jimp/js-tiff";
import { jpeg } from "./formats/jpeg";
import { png } from "./formats/png";
import { resizePlugin } from "./formats/resize";

export { jpeg } from "./formats/jpeg";
export { png } from "./formats/png";
export { resizePlugin } from "./formats/resize";

/** A Jimp for servers: our JPEG, PNG and resize, jimp's own GIF, BMP and TIFF. */
export const Jimp = createJimp({ formats: [jpeg, png, gif, bmp, tiff], plugins: [resizePlugin] });
