import { imageError, type ImageError } from "../image-error";

/** `throw corruptPng("the header is missing")` */
export const corruptPng = (what: string): ImageError =>
  imageError("IMAGE_CORRUPT", `corrupt PNG: ${what}`, { format: "png" });
