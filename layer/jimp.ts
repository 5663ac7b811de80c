import { createLazyJimp } from "@image-pipeline/fast-jimp";
import { methods as blur } from "@jimp/plugin-blur";
import { methods as colour } from "@jimp/plugin-color";
import { methods as flip } from "@jimp/plugin-flip";
import { methods as rotate } from "@jimp/plugin-rotate";
import { howToEnable, optionalFormats } from "../handlers/contract";

/** jimp's class with what variants can ask for. */
export const Jimp = createLazyJimp({
  plugins: [blur, colour, flip, rotate],
  howToEnable: Object.fromEntries(Object.values(optionalFormats).map((format) => [format, howToEnable(format)])),
});
