export { ImageError, imageError } from "./image-error";
export { DEFAULT_MAX_INPUT_PX, probe } from "./probe";
export { render } from "./render";
export type {
  Fit,
  ImageErrorCode,
  ImageHeader,
  InputFormat,
  OutputFormat,
  Rendition,
  RenderOptions,
  VariantSpec,
} from "./types";
