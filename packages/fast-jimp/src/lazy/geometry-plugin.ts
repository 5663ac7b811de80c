import type { JimpPlugin } from "@jimp/core";
import { WHOLE, type Bitmap, type CropRect } from "../pixels";
import { resizeRgba } from "../resample/resize-rgba";
import { alignOf } from "./align";
import { backgroundOf, pad } from "./background";
import { LazyBitmap, type Frame } from "./bitmap";
import { coveredPart, scaled, wholePixels, type Size } from "./geometry";

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
  /** jimp's `HorizontalAlign` or'ed with its `VerticalAlign`. Default centre and middle. */
  readonly align?: number;
}

export interface ScaleOptions extends ModeOptions {
  /** Factor, above 0. */
  readonly f: number;
}

/** The part of an image that these methods use. */
export interface ResizableImage {
  bitmap: Bitmap;
  background: number;
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

const smallerScale = ({ width, height }: Size, box: Size): number => Math.min(box.width / width, box.height / height);

/** A view of a lazy bitmap that is still whole; pixels of any other. */
function show<I extends ResizableImage>(image: I, crop: CropRect, { width, height }: Size, frame?: Frame): I {
  const { bitmap } = image;
  if (bitmap instanceof LazyBitmap && bitmap.isWhole) {
    image.bitmap = bitmap.show({ crop, width, height }, frame);
    return image;
  }
  const same = crop === WHOLE && width === bitmap.width && height === bitmap.height;
  const pixels = same ? { data: bitmap.data, width, height } : resizeRgba(bitmap, crop, width, height);
  const shown = frame ? pad({ ...pixels, channels: 4 }, frame.canvas, frame.background) : pixels;
  image.bitmap = { data: shown.data as Buffer, width: shown.width, height: shown.height };
  return image;
}

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
      return size.width === width && size.height === height ? image : show(image, WHOLE, size);
    },

    /** Resizes by a factor. */
    scale<I extends ResizableImage>(image: I, options: number | ScaleOptions): I {
      if (typeof options !== "number" && options.mode !== undefined) return jimps("scale", image, options);
      const f = typeof options === "number" ? options : options.f;
      const { width, height } = image.bitmap;
      return show(image, WHOLE, sizeOf(width * f, height * f));
    },

    /** Resizes to the largest size inside a box, keeping the aspect ratio. */
    scaleToFit<I extends ResizableImage>(image: I, options: BoxOptions): I {
      if (options.mode !== undefined) return jimps("scaleToFit", image, options);
      const box = sizeOf(options.w, options.h);
      return show(image, WHOLE, scaled(image.bitmap, smallerScale(image.bitmap, box)));
    },

    /** Fills a box, keeping the aspect ratio; what exceeds it is cropped. */
    cover<I extends ResizableImage>(image: I, options: AlignedBoxOptions): I {
      if (options.mode !== undefined) return jimps("cover", image, options);
      const box = sizeOf(options.w, options.h);
      return show(image, coveredPart(image.bitmap, box, alignOf(options.align)), box);
    },

    /** Fits the whole image into a box, keeping the aspect ratio; the rest is filled with the image's background. */
    contain<I extends ResizableImage>(image: I, options: AlignedBoxOptions): I {
      if (options.mode !== undefined) return jimps("contain", image, options);
      const { width, height } = sizeOf(options.w, options.h);
      const { x, y } = alignOf(options.align);
      const drawn = scaled(image.bitmap, smallerScale(image.bitmap, { width, height }));
      const [left, top] = [Math.floor((width - drawn.width) * x), Math.floor((height - drawn.height) * y)];
      return show(image, WHOLE, drawn, {
        canvas: { width, height, left, top },
        background: backgroundOf(image.background),
      });
    },
  };
}

export type GeometryMethods = ReturnType<typeof geometryPlugin>;
