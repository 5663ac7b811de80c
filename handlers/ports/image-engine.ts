import type { Variant } from "../contract";

/** What an image's header says. */
export interface ImageHeader {
  /** Media type detected from the bytes. */
  readonly mime: string;
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  /** Pixels, after EXIF orientation. */
  readonly height: number;
}

/** The bytes made for a variant. */
export interface Rendition {
  /** Name of the variant. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  /** With its dot. */
  readonly extension: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

interface ImageLimits {
  /** Largest input, width x height in pixels. */
  readonly maxInputPx: number;
}

/** Bytes in, bytes out. Both throw errors whose code is a `RefusalReason` for images that cannot be processed. */
export interface ImageEngine {
  /** Reads the header and decodes nothing. */
  probe(bytes: Buffer, limits: ImageLimits): ImageHeader | Promise<ImageHeader>;
  render(bytes: Buffer, variants: readonly Variant[], limits: ImageLimits): Promise<readonly Rendition[]>;
}
