/** The answer of `GET /images`, or a manifest, as far as it is used here. */
export interface DescribedImage {
  readonly results: readonly DescribedResult[];
  readonly sets: readonly DescribedSet[];
  /** ThumbHash, base64. */
  readonly placeholder?: string;
  /** The data URL of a PNG. */
  readonly placeholder_url?: string;
}

/** A result of an image. */
export interface DescribedResult {
  /** Name of the set that it is a member of. */
  readonly set?: string;
  readonly address: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly content_type: string;
}

/** Results of one image in several widths and formats. */
export interface DescribedSet {
  readonly name: string;
  /** The best format first. */
  readonly sources: readonly { readonly content_type?: string; readonly srcset: string }[];
  readonly sizes?: string;
}

/** How an image is shown. */
export interface ImageOptions {
  /** What it shows, for those who do not see it. Default empty: it is an ornament. */
  readonly alt?: string;
  /** How wide it is in the page. Default: as wide as the page, and no wider than its largest result. */
  readonly sizes?: string;
  /** Default `lazy`. */
  readonly loading?: "lazy" | "eager";
  /** Whether its placeholder is shown until it is loaded, unless it has transparent pixels. Default true. */
  readonly placeholder?: boolean;
}

/** Attributes of an `img`, by their names in HTML. */
export interface ImageAttributes {
  readonly src: string;
  readonly srcset?: string;
  readonly sizes?: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  readonly loading: "lazy" | "eager";
  readonly decoding: "async";
  readonly style?: string;
}

export interface LoaderOptions {
  /** Where the results are delivered: `https://images.example.com`. */
  readonly base: string;
  /** Name of the set. */
  readonly set: string;
  /** Its widths, as the stack has them. */
  readonly widths: readonly number[];
  /** One of the set's formats. Absent: the delivery chooses one by what the browser takes. */
  readonly format?: "avif" | "webp" | "jpeg" | "png";
}

/** A `loader` of Next.js' images; the pipeline has set the quality. */
export type ImageLoader = (image: {
  readonly src: string;
  readonly width: number;
  readonly quality?: number;
}) => string;

export function makeLoader(options: LoaderOptions): ImageLoader;
/** @param options its format. Default: the one that every browser shows. */
export function makeImageLoader(
  image: DescribedImage,
  set: string,
  options?: Pick<LoaderOptions, "format">,
): ImageLoader;
export function imageAttributes(image: DescribedImage, set: string, options?: ImageOptions): ImageAttributes;
export function pictureHtml(image: DescribedImage, set: string, options?: ImageOptions): string;
