import type { Gravity } from "./gravity";

/** An image that is drawn over results. */
export interface WatermarkSpec {
  /** Object in the source bucket. It is not processed as an original. */
  readonly key: string;
  readonly gravity: Gravity;
  /** Share of the result's width and height that it fits into, above 0, up to 1. */
  readonly scale: number;
  /** Above 0, up to 1. */
  readonly opacity: number;
}

/** What is done to a result after it was fitted into its box: a method of jimp's, and what it takes. */
export type Operation =
  | { readonly greyscale: true }
  | { readonly sepia: true }
  /** A convolution of each pixel with its four neighbours. */
  | { readonly sharpen: true }
  /** Radius, pixels, 1..100. */
  | { readonly blur: number }
  /** Factor, 0..10; 1 changes nothing. */
  | { readonly brightness: number }
  /** -0.99..0.99; 0 changes nothing. */
  | { readonly contrast: number }
  /** Degrees counter-clockwise, -360..360. What becomes free has the variant's background; the result is enlarged. */
  | { readonly rotate: number }
  /** `horizontal` swaps left and right. */
  | { readonly flip: "horizontal" | "vertical" }
  | { readonly watermark: WatermarkSpec };
