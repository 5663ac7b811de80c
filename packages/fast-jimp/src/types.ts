export type InputFormat = "jpeg" | "png" | "gif" | "bmp" | "tiff" | "webp" | "avif" | "heic" | "jxl";

/** Formats that this package encodes itself. */
export type OutputFormat = "jpeg" | "png" | "webp" | "avif";

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

export interface ImageLimits {
  /**
   * Largest input accepted, width x height in pixels. Default 100 000 000. Above it: `IMAGE_TOO_LARGE`,
   * decided from the header, before anything is decoded.
   */
  readonly maxInputPx?: number;
  /**
   * Memory that the file, decoding and rendering may take in addition to the process, MiB. Default: no limit. An image
   * that needs more is refused as `IMAGE_TOO_LARGE`, with both figures, before anything is decoded. On Lambda: the
   * memory of the function less that of its runtime.
   */
  readonly maxMemoryMb?: number;
}

/** Options of `fromBuffer` and `read`. */
export interface ImageOptions extends ImageLimits {
  /** `fast` (default) is at least sharp's quality; `best` decodes to at least twice the target before the resize. */
  readonly quality?: "fast" | "best";
  /**
   * A JPEG, PNG, GIF or WebP that is cut short or broken: `refuse` (default) throws IMAGE_CORRUPT; `keep` decodes as
   * far as its data goes, and the image is then `damaged`. What is missing is transparent, of a JPEG grey.
   */
  readonly onDamage?: "refuse" | "keep";
}
