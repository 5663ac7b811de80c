import { createLazyJimp } from "@image-pipeline/fast-jimp";
import { createRequire } from "node:module";
import { howToEnable, optionalFormats } from "../handlers/contract/formats";

type Plugins = typeof import("./jimp-plugins").plugins;

/** The methods that variants can ask for. */
const operations = [
  ...(["blur", "brightness", "contrast", "convolution", "flip"] as const),
  ...(["greyscale", "opacity", "rotate", "sepia"] as const),
];
type Operations = Pick<Plugins, (typeof operations)[number]>;

/** jimp's plugins and what checks their arguments: loaded with the first operation, so that a start is without them. */
const plugins = (): Plugins => (createRequire(__filename)("./jimp-plugins") as { readonly plugins: Plugins }).plugins;

const onDemand = Object.fromEntries(
  operations.map((name) => [name, (...args: never[]) => (plugins()[name] as (...args: never[]) => unknown)(...args)]),
) as Operations;

/** jimp's class with what variants can ask for. */
export const Jimp = createLazyJimp({
  plugins: [onDemand],
  howToEnable: Object.fromEntries(Object.values(optionalFormats).map((format) => [format, howToEnable(format)])),
});
