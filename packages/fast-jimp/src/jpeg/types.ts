import type { Damage } from "../damage";
import type { Prefilter } from "../resample/kernel";

/** Coding process of the frame (ITU-T T.81, table B.1: SOF0, SOF1, SOF2). */
export type JpegProcess = "baseline" | "extended" | "progressive";

/**
 * Colour space of the components. Of `cmyk` and `ycck` each ink is stored as 255 - ink, of `inks` as it is, which only
 * a file around the JPEG can say.
 */
export type JpegColour = "grey" | "ycc" | "rgb" | "cmyk" | "ycck" | "inks";

/** One component of the frame header (T.81, B.2.2). */
export interface JpegComponent {
  readonly id: number;
  /** Horizontal sampling factor, 1..4. */
  readonly h: number;
  /** Vertical sampling factor, 1..4. */
  readonly v: number;
  /** Quantisation table, 0..3. */
  readonly quantTable: number;
}

/** Contents of the segments before the first scan. */
export interface JpegHeader {
  /** Pixels as stored, before EXIF orientation, 1..65535. */
  readonly width: number;
  /** Pixels as stored, before EXIF orientation, 1..65535. */
  readonly height: number;
  readonly process: JpegProcess;
  /** 1, 3 or 4 components, in the order of the frame header. */
  readonly components: readonly JpegComponent[];
  readonly colour: JpegColour;
  /** TIFF structure of the first Exif APP1 segment, without its `Exif\0\0`. A view of the file's bytes. */
  readonly exif?: Uint8Array;
  /** ICC profile, joined from its APP2 segments. Absent where a chunk is missing. */
  readonly icc?: Uint8Array;
}

/** Size of one component, decoded at a scale of 1/8, 1/4, 1/2 or 1. */
export interface JpegPlaneShape {
  /** Samples from one row to the next. */
  readonly stride: number;
  /** Part of the plane that is covered by the image, in samples; rarely an integer at a reduced scale. */
  readonly validWidth: number;
  /** Part of the plane that is covered by the image, in samples; rarely an integer at a reduced scale. */
  readonly validHeight: number;
  /** Applied before a resize, so that the result equals one of the full image. */
  readonly prefilter: { readonly across: Prefilter; readonly down: Prefilter };
}

/** One component, decoded at a scale of 1/8, 1/4, 1/2 or 1. */
export interface JpegPlane extends JpegPlaneShape {
  readonly data: Uint8ClampedArray;
}

/** A decoded JPEG before colour conversion: one plane per component, each at its own resolution. */
export interface DecodedJpeg {
  readonly header: JpegHeader;
  readonly planes: readonly JpegPlane[];
  /** Colours are converted before a resize, not after it. Default false. */
  readonly exact?: boolean;
}

export interface ScaledDecodeOptions {
  /** Width that is needed of the whole image, before any crop, pixels. */
  readonly minWidth: number;
  /** Height that is needed of the whole image, before any crop, pixels. */
  readonly minHeight: number;
  /** `fast` (default): at least as good as sharp's result. `best`: every component has at least twice the minimum. */
  readonly quality?: "fast" | "best";
  /** Largest image accepted, width x height in pixels. Default 100 000 000 (100 megapixels). */
  readonly maxInputPx?: number;
  /** Keeps what is decoded of a file that is cut short or broken. Default: it is refused. */
  readonly damage?: Damage;
}
