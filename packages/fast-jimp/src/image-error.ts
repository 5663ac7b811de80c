import type { ImageErrorCode } from "./types";

/** A picture that is refused, with a stable code, a sentence for people and the facts behind it. Never retryable. */
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

/** `throw imageError("IMAGE_TOO_LARGE", "image has 900000000 px, limit is 100000000 px", { px, maxInputPx })` */
export const imageError = (
  code: ImageErrorCode,
  message: string,
  facts?: Record<string, string | number>,
): ImageError => new ImageError(code, message, facts);
