import type { JimpPlugin } from "@jimp/core";
import { attentionPart, attentionPoint, type Point } from "../attention/find";
import { isOpaque, toBitmap, WHOLE, type Bitmap, type Pixels } from "../pixels";
import { resizeRgba } from "../resample/resize-rgba";
import { alignOf } from "./align";
import { backgroundOf } from "./background";
import { LazyBitmap } from "./bitmap";
import { pad, type Frame } from "./frame";
import { coveredPart, scaled, wholePixels, type Align, type Position, type Size } from "./geometry";
import type { View } from "./source";

/** jimp's names of ways to resize. */
type ResizeMode = "nearestNeighbor" | "bilinearInterpolation" | "bicubicInterpolation" | "hermiteInterpolation" | "bezierInterpolation"; // prettier-ignore

interface ModeOptions {
  /** jimp's own way of resizing, a `ResizeStrategy`. Default LANCZOS (a = 3). */
  readonly mode?: ResizeMode;
}

/** One side may be omitted: the aspect ratio is then kept. */
export interface ResizeOptions extends ModeOptions {
  /** Width of the result, pixels. */
  readonly w?: number;
  /** Height of the result, pixels. */
  readonly h?: number;
}

/** Width and height of the result, pixels. */
export interface BoxOptions extends ModeOptions {
  readonly w: number;
  readonly h: number;
}

export interface AlignedBoxOptions extends BoxOptions {
  /**
   * jimp's `HorizontalAlign` or'ed with its `VerticalAlign`; or a position, 0 at the left or upper edge, 1 at the right
   * or lower one. Default centre and middle.
   */
  readonly align?: number | Align;
  /**
   * In place of `align`: the point of the image, 0..1 of its width and height, that comes as near to the middle of the
   * box as it can; or `attention`, the part with the most detail, skin and saturation.
   */
  readonly focus?: Point | "attention";
}

export interface ContainOptions extends AlignedBoxOptions {
  /** Whether an image that is smaller than its box is enlarged. Default true. */
  readonly enlarge?: boolean;
  /** Whether the rest is transparent around an image that has transparent pixels. Default false: `background`. */
  readonly matchAlpha?: boolean;
}

export interface ScaleOptions extends ModeOptions {
  /** Factor, above 0. */
  readonly f: number;
}

/** The part of an image that these methods use. */
export interface ResizableImage {
  bitmap: Bitmap;
  background: number;
  /** Where the part that draws the eye is sought; absent: in the image itself. */
  attentionIn?: Pixels;
}

const MAX_EDGE_PX = 65535;

/** Rounds a size as jimp does. @throws RangeError */
function sizeOf(w: number, h: number): Size {
  for (const side of [w, h]) {
    if (typeof side !== "number" || !(side >= 0 && side <= MAX_EDGE_PX)) {
      throw new RangeError(`expected a number 0..${MAX_EDGE_PX} for w and h but received ${side}`);
    }
  }
  return { width: wholePixels(w), height: wholePixels(h) };
}

/** @throws RangeError */
function positionOf({ align, focus }: AlignedBoxOptions): Position | "attention" {
  if (focus === "attention") return focus;
  const place = focus ?? (typeof align === "object" ? align : alignOf(align));
  for (const [axis, value] of Object.entries(place)) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`expected a number 0..1 for ${axis} but received ${value}`);
  }
  return focus ? { focus } : { align: place };
}

const CENTRE: Position = { align: { x: 0.5, y: 0.5 } };

const smallerScale = ({ width, height }: Size, box: Size): number => Math.min(box.width / width, box.height / height);

/** A view of a lazy bitmap that is still whole; pixels of any other. */
function show<I extends ResizableImage>(image: I, view: View, frame?: Frame): I {
  const { bitmap } = image;
  if (bitmap instanceof LazyBitmap && bitmap.isWhole) {
    image.bitmap = bitmap.show(view, frame);
    return image;
  }
  const { width, height, attention } = view;
  const { attentionIn = { ...bitmap, channels: 4 } } = image;
  const crop = attention ? attentionPart(attentionIn, view.crop) : view.crop;
  const same = crop === WHOLE && width === bitmap.width && height === bitmap.height;
  const { data } = same ? bitmap : resizeRgba(bitmap, crop, width, height);
  const drawn: Pixels = { data, width, height, channels: 4 };
  const opaque = isOpaque({ data, width, height });
  const shown = frame ? pad({ pixels: drawn, opaque }, placed(frame, attentionIn)).pixels : drawn;
  image.bitmap = toBitmap(shown);
  return image;
}

/** A frame whose position is known. */
const placed = (frame: Frame, attentionIn: Pixels): Frame =>
  frame.position === "attention" ? { ...frame, position: { focus: attentionPoint(attentionIn) } } : frame;

/** The whole image at another size. */
const whole = ({ width, height }: Size): View => ({ crop: WHOLE, width, height });

/**
 * jimp's methods that change the size, with LANCZOS (a = 3) and premultiplied alpha. On an image that was not decoded
 * yet they are only recorded: it is decoded at the scale of their result. With a `mode` they are jimp's own.
 *
 * @param plugins where jimp's own methods are looked up
 */
export function geometryPlugin(plugins: readonly JimpPlugin[]) {
  /** jimp's method. @throws RangeError where the plugins have none */
  const jimps = <I>(name: string, image: I, options: unknown): I => {
    const method = plugins.findLast((plugin) => name in plugin)?.[name] as ((image: I, options: unknown) => I) | undefined; // prettier-ignore
    if (method) return method(image, options);
    const mode = JSON.stringify((options as ModeOptions).mode);
    throw new RangeError(`expected no mode for ${name}, or jimp's plugin that has it, but received ${mode}`);
  };

  return {
    /** Stretches to a size. */
    resize<I extends ResizableImage>(image: I, options: ResizeOptions): I {
      if (options.mode !== undefined) return jimps("resize", image, options);
      const { w, h } = options;
      const { width, height } = image.bitmap;
      if (w === undefined && h === undefined) throw new RangeError("expected w or h but received neither");
      const size = sizeOf(w ?? (width * (h ?? height)) / height, h ?? (height * (w ?? width)) / width);
      return size.width === width && size.height === height ? image : show(image, whole(size));
    },

    /** Resizes by a factor. */
    scale<I extends ResizableImage>(image: I, options: number | ScaleOptions): I {
      if (typeof options !== "number" && options.mode !== undefined) return jimps("scale", image, options);
      const f = typeof options === "number" ? options : options.f;
      const { width, height } = image.bitmap;
      return show(image, whole(sizeOf(width * f, height * f)));
    },

    /** Resizes to the largest size inside a box, keeping the aspect ratio. */
    scaleToFit<I extends ResizableImage>(image: I, options: BoxOptions): I {
      if (options.mode !== undefined) return jimps("scaleToFit", image, options);
      const box = sizeOf(options.w, options.h);
      return show(image, whole(scaled(image.bitmap, smallerScale(image.bitmap, box))));
    },

    /** Fills a box, keeping the aspect ratio; what exceeds it is cropped. */
    cover<I extends ResizableImage>(image: I, options: AlignedBoxOptions): I {
      if (options.mode !== undefined) return jimps("cover", image, options);
      const box = sizeOf(options.w, options.h);
      const position = positionOf(options);
      if (position !== "attention") return show(image, { crop: coveredPart(image.bitmap, box, position), ...box });
      return show(image, { crop: coveredPart(image.bitmap, box, CENTRE), attention: true, ...box });
    },

    /** Fits the whole image into a box, keeping the aspect ratio; the rest is filled with the image's background. */
    contain<I extends ResizableImage>(image: I, options: ContainOptions): I {
      if (options.mode !== undefined) return jimps("contain", image, options);
      const { enlarge = true, matchAlpha = false } = options;
      const canvas = sizeOf(options.w, options.h);
      const factor = smallerScale(image.bitmap, canvas);
      const drawn = scaled(image.bitmap, enlarge ? factor : Math.min(1, factor));
      const background = backgroundOf(image.background);
      return show(image, whole(drawn), { canvas, position: positionOf(options), background, matchAlpha });
    },
  };
}

export type GeometryMethods = ReturnType<typeof geometryPlugin>;
