export { ImageError, imageError, type ImageErrorCode } from "./image-error";
export { createLazyJimp, type LazyJimpOptions } from "./lazy/create";
export { DEFAULT_MAX_INPUT_PX } from "./limits";
export { probe } from "./probe";
export type { ImageHeader, ImageLimits, ImageOptions, InputFormat, OutputFormat } from "./types";
