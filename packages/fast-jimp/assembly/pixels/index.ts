// Inner loops of resizes and colour conversion.
export { heapStart } from "../heap";
export { narrow, premultiply, unpremultiply } from "./alpha";
export { joinColours, levelsToRgba, samplesToRgba, toColours, toRgba } from "./colour";
export { acrossBytes, acrossOpaque, acrossPixels, down } from "./convolve";
export { blendRows, settle, spread } from "./upsample";
