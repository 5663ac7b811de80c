/** How an image looks, by its pixels as they are displayed: the first frame, before anything is done for a variant. */
export interface ImageAppearance {
  /** ThumbHash, base64: a blurred image in 5 to 25 bytes, with its aspect ratio and transparency. */
  readonly placeholder: string;
  /** `#rrggbb` of sRGB. Absent: every pixel is transparent. */
  readonly colour?: {
    /** Mean of red, green and blue, each pixel by its opacity. */
    readonly average: string;
    /** Middle of the fullest of 4,096 cells, 16 levels of each channel, each pixel by its opacity. */
    readonly dominant: string;
  };
  /** dHash, 64 bits as hexadecimal digits: images that look alike differ in few bits. */
  readonly perceptual_hash: string;
}

/** The fields of {@link ImageAppearance} that a record has. */
export function appearanceIn({ placeholder, colour, perceptual_hash: hash }: Partial<ImageAppearance>) {
  return {
    ...(placeholder !== undefined && { placeholder }),
    ...(colour && { colour }),
    ...(hash !== undefined && { perceptual_hash: hash }),
  };
}

/** Longest side of the image that an appearance is computed from, pixels: ThumbHash takes no larger one. */
export const SAMPLE_EDGE_PX = 100;
