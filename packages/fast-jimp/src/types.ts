/** How a picture is fitted into a variant's width x height. The words are CSS's `object-fit`, plus `inside`. */
export type Fit =
  /** Fills the box, keeps the ratio, crops what is over, centred. */
  | "cover"
  /** Whole picture inside the box, the rest filled with `background`. */
  | "contain"
  /** Stretches to the box, ratio ignored. */
  | "fill"
  /** Whole picture inside the box, result as large as the picture then is; never enlarged. */
  | "inside";

/** `auto`: JPEG stays JPEG, PNG stays PNG, everything else becomes JPEG. */
export type OutputFormat = "auto" | "jpeg" | "png" | "webp";

/** One result wanted of a picture. */
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
  /** `#rrggbb`: under transparent pictures in JPEG, and around a `contain`. */
  readonly background: string;
}

export type InputFormat = "jpeg" | "png" | "gif" | "bmp" | "tiff" | "webp";

/** What the header says, before anything is decoded. */
export interface ImageHeader {
  readonly format: InputFormat;
  /** Media type, e.g. `image/jpeg`. */
  readonly mime: string;
  /** Pixels, as the picture is to be shown: after EXIF orientation. */
  readonly width: number;
  /** Pixels, as the picture is to be shown: after EXIF orientation. */
  readonly height: number;
  /** EXIF orientation 1..8 (EXIF 2.3, tag 0x0112); 1 where there is none. */
  readonly orientation: number;
}

export interface RenderOptions {
  /**
   * Largest input accepted, width x height in pixels. Default 100 000 000. Above it: `IMAGE_TOO_LARGE`,
   * decided from the header, before anything is decoded.
   */
  readonly maxInputPx?: number;
  /** `fast` (default) is at least sharp's quality; `best` decodes to at least twice the target before the resize. */
  readonly quality?: "fast" | "best";
}

/** One result. */
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

/** Why a picture is refused for good. None of them gets better by trying again. */
export type ImageErrorCode = "NOT_AN_IMAGE" | "IMAGE_TOO_LARGE" | "IMAGE_CORRUPT" | "FORMAT_UNSUPPORTED";
