/** The methods of jimp's images that handlers use; jimp documents them. */
export interface Image {
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  /** Pixels, after EXIF orientation. */
  readonly height: number;
  /** Media type of the file, detected from its bytes. */
  readonly mime?: string;
  /** 0xRRGGBBAA: under transparent pixels in JPEG, and around a `contain`. */
  background: number;
  /** R, G, B, A of each pixel. */
  bitmap: { data: Buffer; width: number; height: number };
  /** Shares the file and its decode: all clones are made and sized before the first of them is encoded. */
  clone(): Image;
  /** Stretches to a size, pixels. */
  resize(size: Box): Image;
  /** Fills a box and crops what exceeds it. */
  cover(box: Box & Placement): Image;
  /** Fits the whole image into a box, the rest filled with `background`. */
  contain(box: Box & Placement & ContainOptions): Image;
  /** Resizes to the largest size inside a box. */
  scaleToFit(box: Box): Image;
  /** Decodes at the size that was given, if it was not decoded yet. */
  decode(): Promise<Image>;
  greyscale(): Image;
  sepia(): Image;
  /** @param radius pixels */
  blur(radius: number): Image;
  convolution(kernel: number[][]): Image;
  brightness(factor: number): Image;
  contrast(amount: number): Image;
  /** Counter-clockwise. */
  rotate(degrees: number): Image;
  flip(axes: { horizontal?: boolean; vertical?: boolean }): Image;
  opacity(factor: number): Image;
  composite(image: Image, x: number, y: number): Image;
  /** Whether something was missing of what was decoded so far; only where damaged files are kept. */
  readonly damaged: boolean;
  /** Whether the last `getBuffer` has returned the file's own compressed data, as `neverLarger` allows. */
  readonly reused: boolean;
  /** How long its file has taken so far, all clones together; undefined where that is not measured. */
  readonly stepTimes?: ImageStepTimes | undefined;
  /** Whether the file has more than one frame. */
  isAnimated(): Promise<boolean>;
  /** Draws each frame of the file, and encodes an animated WebP. */
  animate(
    draw: (frame: Image) => Promise<Image>,
    options: Pick<EncodeOptions, "quality" | "effort">,
  ): Promise<AnimatedWebp>;
  getBuffer(mime: ResultMime, options?: EncodeOptions): Promise<Buffer>;
  /** Encodes in each format and keeps the smallest; JPEG only where every pixel is opaque or there is no other. */
  getSmallest(
    candidates: readonly (EncodeOptions & { readonly mime: ResultMime })[],
  ): Promise<{ readonly mime: ResultMime; readonly bytes: Buffer }>;
}

/** Milliseconds. */
export interface ImageStepTimes {
  /** From compressed data to pixels, or to planes of samples. */
  readonly decodeMs: number;
  /** To the sizes of results; from planes with the conversion of colours. */
  readonly resizeMs: number;
  /** From pixels to compressed data. */
  readonly encodeMs: number;
}

export interface EncodeOptions {
  /** Of JPEG, WebP and AVIF, 1..100. */
  readonly quality?: number;
  /** Chroma samples of JPEG and AVIF. Default `auto`. */
  readonly chroma?: "auto" | "4:2:0" | "4:4:4";
  /** Time spent on fewer bytes, 0..6. Default 4. */
  readonly effort?: number;
  /** Of PNG: more than 256 colours are reduced to as many. Default false. */
  readonly palette?: boolean | "auto";
  /** Whether an unchanged file's own compressed data is written where that is smaller. Default false. */
  readonly neverLarger?: boolean;
}

interface AnimatedWebp {
  readonly bytes: Buffer;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Media types that images are encoded to. */
export type ResultMime = "image/jpeg" | "image/png" | "image/webp" | "image/avif";

interface Box {
  /** Pixels. */
  readonly w: number;
  /** Pixels. */
  readonly h: number;
}

/** A place, 0..1 of width and height. */
interface Point {
  readonly x: number;
  readonly y: number;
}

interface Placement {
  /** 0 at the left or upper edge, 1 at the right or lower one. Default the middle. */
  readonly align?: Point;
  /** In place of `align`: the point of the image, or the part that draws the eye, that comes nearest to the middle. */
  readonly focus?: Point | "attention";
}

interface ContainOptions {
  /** Default true. */
  readonly enlarge?: boolean;
  /** Whether the rest is transparent around an image with transparent pixels. Default false. */
  readonly matchAlpha?: boolean;
}

/** What an image may take; above it, it is refused by its header, as `IMAGE_TOO_LARGE`. */
interface ImageLimits {
  /** Width x height, pixels. */
  readonly maxInputPx: number;
  /** Memory in addition to that of the process and the file, MiB; absent: no limit. */
  readonly maxMemoryMb?: number;
}

interface OpenOptions extends ImageLimits {
  /** What is done with a file that is cut short or broken: `keep` decodes what is left. Default `refuse`. */
  readonly onDamage?: "refuse" | "keep";
}

/**
 * jimp's class. The errors of images that cannot be processed have a `RefusalReason` as their code; `fromBuffer` reads
 * the header only, so that errors of pixels come from the method that needs them.
 */
export interface ImageClass {
  fromBuffer(bytes: Buffer, options: OpenOptions): Promise<Image>;
}

/** What is known of an image by its header. */
export interface ImageHeader {
  /** Media type detected from the bytes. */
  readonly mime: string;
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  /** Pixels, after EXIF orientation. */
  readonly height: number;
}
