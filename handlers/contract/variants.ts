import type { Operation } from "./operations";

/** How an image is fitted into a variant's box: CSS's `object-fit`, plus `inside`, which never enlarges. */
export const variantFits = ["cover", "contain", "fill", "inside"] as const;

/** Format of a result. `auto`: JPEG stays JPEG, PNG stays PNG, everything else becomes JPEG. */
export const variantFormats = ["auto", "jpeg", "png", "webp"] as const;

/** The specification of one result that every image gets. */
export interface Variant {
  /** First part of the result's key: `<name>-<key>`, converted `<name>/<key>.<ext>`. See `variantNamePattern`. */
  readonly name: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly fit: (typeof variantFits)[number];
  readonly format: (typeof variantFormats)[number];
  /** JPEG and WebP quality, 1..100. */
  readonly quality: number;
  /** `#rrggbb`, under transparent images in JPEG and around a `contain`. */
  readonly background: string;
  /** In order, after the image was fitted into the box. Absent: none. */
  readonly operations?: readonly Operation[];
}

/** Names of variants. They hold neither of the characters that follow the name in a result's key. */
export const variantNamePattern = /^[A-Za-z0-9_]{1,32}$/;
