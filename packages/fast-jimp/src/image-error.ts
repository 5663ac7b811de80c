/** Why an image is refused. Every code is permanent: trying again gives the same answer. */
export type ImageErrorCode =
  "NOT_AN_IMAGE" | "IMAGE_TOO_LARGE" | "IMAGE_TOO_COSTLY" | "IMAGE_CORRUPT" | "FORMAT_UNSUPPORTED";

/** A refusal: a stable code, a sentence for people and the facts behind it. Never retryable. */
export class ImageError extends Error {
  readonly retryable = false;
  constructor(
    readonly code: ImageErrorCode,
    message: string,
    readonly facts: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.name = "ImageError";
  }
}

/** `throw imageError("NOT_AN_IMAGE", "The file is empty.")` */
export const imageError = (
  code: ImageErrorCode,
  message: string,
  facts?: Record<string, string | number>,
): ImageError => new ImageError(code, message, facts);

/** `throw corrupt("PNG", "it has no image data")` */
export const corrupt = (
  format: "AVIF" | "BMP" | "GIF" | "HEIC" | "HEIF" | "JPEG" | "JPEG XL" | "PNG" | "TIFF" | "WebP",
  what: string,
): ImageError =>
  imageError("IMAGE_CORRUPT", `The ${format} file is corrupt: ${what}.`, { format: format.toLowerCase() });

/** `throw unsupported("JPEG with lossless coding", "jpeg")` */
export const unsupported = (what: string, format: string): ImageError =>
  imageError("FORMAT_UNSUPPORTED", `${what} is not supported.`, { format });
