export { ImageError, imageError, type ImageErrorCode } from "./image-error";
export { DEFAULT_MAX_INPUT_PX } from "./limits";
export { probe } from "./probe";
export { render } from "./render";
export type { Fit, ImageHeader, InputFormat, OutputFormat, Rendition, RenderOptions, VariantSpec } from "./types";
