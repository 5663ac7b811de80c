import {
  DEFAULT_EFFORT,
  EACH_FORMAT,
  encodedFormats,
  flipAxes,
  gravities,
  operationRanges,
  variantAnimations,
  variantChromas,
  variantFits,
  variantFormats,
  variantRanges,
} from "../../handlers/contract";
import { watermarkRanges } from "../operation-config";
import { code, codes, rangeOf, type Row } from "./rows";

/** The settings of a variant. */
export const variantRows: readonly Row[] = [
  {
    key: "name",
    type: "text",
    values: "1..32 letters, digits and underscores",
    fallback: "required",
    meaning: "Begins the keys of its results: `thumb` makes `thumb-cat.jpg` of `cat.jpg` ([keys](result-keys.md))",
  },
  ...(["width", "height"] as const).map((key) => ({
    key,
    type: "integer",
    unit: "pixels",
    values: rangeOf(variantRanges.edgePx),
    fallback: "required, unless `widths` are given",
    meaning: `${key === "width" ? "Width" : "Height"} of its box`,
  })),
  {
    key: "widths",
    type: "list",
    unit: "pixels",
    values: `of integers ${rangeOf(variantRanges.edgePx)}`,
    fallback: "none",
    meaning:
      "In place of `width` and `height`: [a set](sets.md) with a result of each width, none wider than the original; `fit` is `inside`",
  },
  {
    key: "fit",
    type: "choice",
    values: codes(variantFits),
    fallback: code("cover"),
    meaning:
      "[How an image gets into the box](fitting.md): cropped, filled up with `background`, stretched as the guide does, or no larger than it fits",
  },
  {
    key: "position",
    type: "choice",
    values: `${codes([...gravities])}, \`attention\``,
    fallback: code("center"),
    meaning:
      "What `cover` keeps, and where `contain` puts the image; `attention`: [the part that draws the eye](fitting.md#attention). An upload's own [focal point](fitting.md#focal-point) takes precedence",
  },
  {
    key: "enlarge",
    type: "flag",
    values: codes(["true", "false"]),
    fallback: "`true`; of `inside` `false`",
    meaning:
      "Whether an image that is smaller than its box is enlarged; [what comes out if not](fitting.md#small-images)",
  },
  {
    key: "format",
    type: "choice",
    values: codes([...variantFormats, EACH_FORMAT]),
    fallback: code("auto"),
    meaning:
      "`auto`: JPEG and PNG stay what they are, everything else becomes JPEG; [`avif`](formats.md#avif); [`smallest`](formats.md#smallest) of several; `each` of several, as [a set](sets.md)",
  },
  {
    key: "formats",
    type: "list",
    values: `of ${codes(encodedFormats)}`,
    fallback: "all that are on; of `each` those of `jpeg`, `webp`, `avif`",
    meaning:
      "Of `smallest`: which formats are tried. Of `each`: which there is a result in, one of `jpeg` and `png` among them",
  },
  {
    key: "quality",
    type: "integer",
    values: rangeOf(variantRanges.quality),
    fallback: "`jpegQuality`; of AVIF what [looks like it](formats.md#smallest)",
    meaning: "Of JPEG, WebP and AVIF; of `smallest` and `each` on the scale of JPEG",
  },
  {
    key: "chroma",
    type: "choice",
    values: codes(variantChromas),
    fallback: code("auto"),
    meaning:
      "Of JPEG and AVIF: colours of every pixel (`4:4:4`), of 2x2 pixels (`4:2:0`), or 4:4:4 where coloured text or lines would blur",
  },
  {
    key: "palette",
    type: "flag, choice",
    values: codes(["true", "false", "auto"]),
    fallback: code("false"),
    meaning:
      "Of PNG: [at most 256 colours](formats.md#png), dithered; `auto`: where that is hardly distinguishable and smaller; `false`: lossless",
  },
  {
    key: "effort",
    type: "integer",
    values: rangeOf(variantRanges.effort),
    fallback: code(String(DEFAULT_EFFORT)),
    meaning:
      "Time spent on fewer bytes: below 2 the encoder of JPEG takes a fifth to a third less time, and 2 to 5 % more bytes; of WebP libwebp's method, of AVIF libavif's speed from 10 to 4, of PNG the ways of compression that are tried",
  },
  {
    key: "background",
    type: "text",
    values: "`#rrggbb`, `transparent`",
    fallback: code("#ffffff"),
    meaning: "[Where it shows](fitting.md#background): around a `contain`, under transparent pixels in JPEG",
  },
  {
    key: "animation",
    type: "choice",
    values: codes(variantAnimations),
    fallback: code("first"),
    meaning:
      "Of a GIF or WebP with several frames: the first, or all as an [animated WebP](fitting.md#animations), with `format` `auto` or `webp`",
  },
  {
    key: "operations",
    type: "list",
    values: "see below",
    fallback: "none",
    meaning: "What is done after it was fitted",
  },
];

const number = (key: keyof typeof operationRanges, meaning: string, unit?: string): Row => ({
  key,
  type: key === "blur" ? "integer" : "number",
  ...(unit !== undefined && { unit }),
  values: rangeOf(operationRanges[key]),
  fallback: "required",
  meaning,
});

/** What an operation takes. */
export const operationRows: readonly Row[] = [
  ...[
    ["greyscale", "Removes colours"],
    ["sepia", "Brown tones"],
    ["sharpen", "A convolution of each pixel with its four neighbours"],
  ].map(([key = "", meaning = ""]) => ({ key, type: "name alone", values: "nothing", fallback: "", meaning })),
  number("blur", "Radius", "pixels"),
  number("brightness", "Factor; 1 changes nothing"),
  number("contrast", "0 changes nothing"),
  number("rotate", "Counter-clockwise; the result grows, what becomes free has the `background`", "degrees"),
  {
    key: "flip",
    type: "choice",
    values: codes(flipAxes),
    fallback: "required",
    meaning: "`horizontal` swaps left and right",
  },
  {
    key: "watermark",
    type: "object",
    values: "`{ key, gravity, scale, opacity }`",
    fallback: "required",
    meaning: "An image of at most 4 megapixels in the source bucket is drawn over the result",
  },
];

/** The settings of a watermark. */
export const watermarkRows: readonly Row[] = [
  {
    key: "key",
    type: "text",
    values: "a key of letters, digits and `!_.'()/-`",
    fallback: "required",
    meaning: "Its object in the source bucket",
  },
  {
    key: "gravity",
    type: "choice",
    values: codes(gravities),
    fallback: code("southeast"),
    meaning: "Side or corner of the result",
  },
  {
    key: "scale",
    type: "number",
    values: rangeOf(watermarkRanges.scale),
    fallback: code("0.2"),
    meaning: "Share of the result that it fits into",
  },
  {
    key: "opacity",
    type: "number",
    values: rangeOf(watermarkRanges.opacity),
    fallback: code("1"),
    meaning: "",
  },
];
