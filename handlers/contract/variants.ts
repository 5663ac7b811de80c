import { gravities } from "./gravity";
import type { Operation } from "./operations";

/** How an image is fitted into a variant's box: CSS's `object-fit`, plus `inside`, which leaves nothing free. */
export const variantFits = ["cover", "contain", "fill", "inside"] as const;

/** Fits that leave something out, or free: they take a position. */
export const positionedFits: readonly Variant["fit"][] = ["cover", "contain"];

/**
 * What `cover` keeps, and where `contain` puts the image: a side or corner, the middle, or `attention`, the part with
 * the most detail, skin and saturation.
 */
export const variantPositions = [...gravities, "attention"] as const;

/** What is made of an original with several frames. */
export const variantAnimations = ["first", "keep"] as const;

/** Formats of variants that keep animations: those that have any, and the one that depends on the original. */
export const animatedFormats: readonly Variant["format"][] = ["auto", "webp"];

/** A background that results have where their format has transparency; JPEG has white in its place. */
export const TRANSPARENT = "transparent";

/** Formats that results are encoded in. */
export const encodedFormats = ["jpeg", "png", "webp", "avif"] as const;

/**
 * Format of a result. `auto`: JPEG stays JPEG, PNG stays PNG, everything else becomes JPEG. `smallest`: that of some
 * which takes the fewest bytes.
 */
export const variantFormats = ["auto", ...encodedFormats, "smallest"] as const;

/** In place of a format: a result in each of some, of which a browser takes the best that it shows. */
export const EACH_FORMAT = "each";

/** Formats of which a set in several has exactly one: every browser shows them. */
export const fallbackFormats = ["jpeg", "png"] as const satisfies readonly (typeof encodedFormats)[number][];

/** Chroma samples of a JPEG or AVIF: one for 2x2 pixels, one for each, or by how sharply colours change. */
export const variantChromas = ["auto", "4:2:0", "4:4:4"] as const;

/** Formats of variants that chroma samples concern. */
export const chromaFormats: readonly Variant["format"][] = ["auto", "jpeg", "avif", "smallest"];

/** Formats of variants that palettes concern. */
export const paletteFormats: readonly Variant["format"][] = ["auto", "png", "smallest"];

/** How many variants a stack may have, members of sets counted one by one. */
export const MAX_VARIANTS = 64;

/** Time spent on fewer bytes, unless a variant says otherwise. */
export const DEFAULT_EFFORT = 4;

/** The specification of one result that every image gets. */
export interface Variant {
  /** First part of the result's key: `<name>-<key>`, converted `<name>/<key>.<ext>`. See `variantNamePattern`. */
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly fit: (typeof variantFits)[number];
  /** Of `cover` and `contain`; a focal point of the original's own takes precedence. Absent: `center`. */
  readonly position?: (typeof variantPositions)[number];
  /** Whether an image that is smaller than its box is enlarged. Absent: `inside` does not, the others do. */
  readonly enlarge?: boolean;
  readonly format: (typeof variantFormats)[number];
  /** Of `smallest`: those that are tried. Of `each`: those that there are results in. */
  readonly formats?: readonly (typeof encodedFormats)[number][];
  /**
   * JPEG, WebP and AVIF quality, 1..100, on the scale of libjpeg, libwebp and libavif; of `smallest` on that of JPEG,
   * and of the other formats what looks like it.
   */
  readonly quality: number;
  /** Of JPEG and AVIF. Absent: `auto`. */
  readonly chroma?: (typeof variantChromas)[number];
  /**
   * Of PNG: more than 256 colours are reduced to as many, always or, `auto`, where that is hardly distinguishable and
   * smaller. Absent: PNGs are lossless.
   */
  readonly palette?: true | "auto";
  /** Time spent on fewer bytes, 0..6. Absent: {@link DEFAULT_EFFORT}. */
  readonly effort?: number;
  /**
   * `#rrggbb` or `transparent`, under transparent images in JPEG and around a `contain` of an opaque image. Around one
   * that has transparent pixels PNG and WebP are transparent.
   */
  readonly background: string;
  /**
   * `keep`: of an original with several frames the result is an animated WebP, of format `auto` or `webp`. Absent: the
   * first frame.
   */
  readonly animation?: "keep";
  /** In order, after the image was fitted into the box. Absent: none. */
  readonly operations?: readonly Operation[];
  /** Name of the set that it is a member of. Absent: it is none. */
  readonly set?: string;
  /** Of a width of a set: the next smaller one, pixels. See `appliesTo`. Absent: it is the smallest. */
  readonly above?: number;
  /** Whether its results' keys have the extension also where the format is the original's. Absent: they do not. */
  readonly extension?: "always";
}

/** Names of variants. They hold neither of the characters that follow the name in a result's key. */
export const variantNamePattern = /^[A-Za-z0-9_]{1,32}$/;
