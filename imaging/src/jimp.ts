import { createJimp } from "@jimp/core";
import bmp from "@jimp/js-bmp";
import gif from "@jimp/js-gif";
import jpeg from "@jimp/js-jpeg";
import png from "@jimp/js-png";
import tiff from "@jimp/js-tiff";
import { methods as crop } from "@jimp/plugin-crop";
import { methods as resize } from "@jimp/plugin-resize";

/** The Jimp that `render` draws with. */
export const Jimp = createJimp({ formats: [jpeg, png, gif, bmp, tiff], plugins: [resize, crop] });
