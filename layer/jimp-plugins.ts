import { methods as blur } from "@jimp/plugin-blur";
import { methods as colour } from "@jimp/plugin-color";
import { methods as flip } from "@jimp/plugin-flip";
import { methods as rotate } from "@jimp/plugin-rotate";

/** Methods of jimp's own plugins. */
export const plugins = { ...blur, ...colour, ...flip, ...rotate };
