import { type Bitmap, WHOLE } from "../pixels";
import { resizeRgba } from "../resample/resize-rgba";

/** One side may be omitted: the aspect ratio is then kept. */
export interface ResizeOptions {
  /** Width of the result, pixels. */
  readonly w?: number;
  /** Height of the result, pixels. */
  readonly h?: number;
}

/**
 * Methods for `createJimp`: `resize` with LANCZOS (a = 3) and premultiplied alpha. An image that already has the size,
 * because its format resized it while decoding, is not changed.
 */
export const resizePlugin = {
  resize<Image extends { bitmap: Bitmap }>(image: Image, { w, h }: ResizeOptions): Image {
    const { bitmap } = image;
    const width = w ?? Math.max(1, Math.round((bitmap.width * (h ?? bitmap.height)) / bitmap.height));
    const height = h ?? Math.max(1, Math.round((bitmap.height * width) / bitmap.width));
    for (const side of [width, height]) {
      if (!Number.isInteger(side) || side < 1 || side > 65535) {
        throw new RangeError(`expected an integer 1..65535 for w and h but received ${side}`);
      }
    }
    if (width === bitmap.width && height === bitmap.height) return image;
    const { data } = resizeRgba(bitmap, WHOLE, width, height);
    image.bitmap = { data, width, height };
    return image;
  },
};
