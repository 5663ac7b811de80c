/** How an image is fitted into a variant's width x height: CSS's `object-fit`, and `inside`. */
export type Fit =
  /** Fills the box and keeps the aspect ratio; what exceeds the box is cropped, equally on both sides. */
  | "cover"
  /** The whole image inside the box, the rest filled with `background`. */
  | "contain"
  /** Stretched to the box; the aspect ratio is not kept. */
  | "fill"
  /** The whole image inside the box, without a border; never enlarged. */
  | "inside";

/** `auto`: JPEG stays JPEG, PNG stays PNG, everything else becomes JPEG. */
export type OutputFormat = "auto" | "jpeg" | "png" | "webp";

/** The specification of one rendition. */
export interface VariantSpec {
  /** Also the prefix of the result's key: `<name>-<key>`. */
  readonly name: string;
  /** Pixels, 1..8192. */
  readonly width: number;
  /** Pixels, 1..8192. */
  readonly height: number;
  readonly fit: Fit;
  readonly format: OutputFormat;
  /** JPEG and WebP quality, 1..100. */
  readonly quality: number;
  /** `#rrggbb`: behind transparent pixels in JPEG, and around a `contain`. */
  readonly background: string;
}

export type InputFormat = "jpeg" | "png" | "gif" | "bmp" | "tiff" | "webp";

/** The contents of a header, read before anything is decoded. */
export interface ImageHeader {
  readonly format: InputFormat;
  /** Media type, e.g. `image/jpeg`. */
  readonly mime: string;
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  /** Pixels, after EXIF orientation. */
  readonly height: number;
  /** EXIF orientation 1..8 (EXIF 2.3, tag 0x0112); 1 where the file has none. */
  readonly orientation: number;
}

export interface RenderOptions {
  /**
   * Largest input accepted, width x height in pixels. Default 100 000 000. Above it: `IMAGE_TOO_LARGE`,
   * decided from the header, before anything is decoded.
   */
  readonly maxInputPx?: number;
  /**
   * Memory that decoding and rendering may take in addition to what the process has, MiB. Default: no limit. An image
   * that needs more is refused as `IMAGE_TOO_LARGE`, with both figures, before anything is decoded. On Lambda: the
   * memory of the function less that of its runtime.
   */
  readonly maxMemoryMb?: number;
  /** `fast` (default) is at least sharp's quality; `best` decodes to at least twice the target before the resize. */
  readonly quality?: "fast" | "best";
}

/** The bytes made for a variant. */
export interface Rendition {
  readonly name: string;
  readonly bytes: Buffer;
  /** Media type of `bytes`. */
  readonly contentType: string;
  /** File name extension with its dot: `.jpg`, `.png`, `.webp`. */
  readonly extension: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}
