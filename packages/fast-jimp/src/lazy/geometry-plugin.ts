import { HorizontalAlign, VerticalAlign } from "@jimp/core";
import type { ResizeOptions } from "../formats/resize";
import { WHOLE, type Bitmap, type CropRect } from "../pixels";
import { pad, type Background } from "../render/background";
import { coveredPart, scaled, type Align, type Size } from "../render/geometry";
import { resizeRgba } from "../resample/resize-rgba";
import { LazyBitmap, type Frame } from "./bitmap";

/** Width and height of the result, pixels. */
export interface BoxOptions {
  readonly w: number;
  readonly h: number;
  /** One of jimp's `HorizontalAlign` or'ed with one of `VerticalAlign`. Default centre and middle. */
  readonly align?: number;
}

/** The part of an image that these methods use. */
export interface ResizableImage {
  bitmap: Bitmap;
  background: number;
}

const MAX_EDGE_PX = 65535;

function checked(size: Size): Size {
  for (const side of [size.width, size.height]) {
    if (!Number.isInteger(side) || side < 1 || side > MAX_EDGE_PX) {
      throw new RangeError(`expected an integer 1..${MAX_EDGE_PX} for w and h but received ${side}`);
    }
  }
  return size;
}

const horizontal: Readonly<Record<number, number>> = {
  [HorizontalAlign.LEFT]: 0,
  [HorizontalAlign.CENTER]: 0.5,
  [HorizontalAlign.RIGHT]: 1,
};
const vertical: Readonly<Record<number, number>> = {
  [VerticalAlign.TOP]: 0,
  [VerticalAlign.MIDDLE]: 0.5,
  [VerticalAlign.BOTTOM]: 1,
};
const VERTICAL_BITS = 7 << 3;

function alignOf(align = HorizontalAlign.CENTER | VerticalAlign.MIDDLE): Align {
  const x = horizontal[align & ~VERTICAL_BITS];
  const y = vertical[align & VERTICAL_BITS];
  if (x === undefined || y === undefined) {
    throw new RangeError(`expected one HorizontalAlign and one VerticalAlign for align but received ${align}`);
  }
  return { x, y };
}

/** A view of a lazy bitmap that is still whole; pixels of any other. */
function show<I extends ResizableImage>(image: I, crop: CropRect, { width, height }: Size, frame?: Frame): I {
  const { bitmap } = image;
  if (bitmap instanceof LazyBitmap && bitmap.isWhole) {
    image.bitmap = bitmap.show({ crop, width, height }, frame);
    return image;
  }
  const same = crop === WHOLE && width === bitmap.width && height === bitmap.height;
  const pixels = same ? { ...bitmap, data: bitmap.data, width, height } : resizeRgba(bitmap, crop, width, height);
  const shown = frame ? pad({ ...pixels, channels: 4 }, frame.canvas, frame.background) : pixels;
  image.bitmap = { data: shown.data as Buffer, width: shown.width, height: shown.height };
  return image;
}

/** A colour of jimp, 0xRRGGBBAA. */
export const backgroundOf = (rgba: number): Background => ({
  r: (rgba >>> 24) & 255,
  g: (rgba >>> 16) & 255,
  b: (rgba >>> 8) & 255,
  alpha: rgba & 255,
});

/**
 * jimp's methods that change the size, with LANCZOS (a = 3) and premultiplied alpha. On an image that was not decoded
 * yet they are only recorded: it is decoded at the scale of their result.
 */
export const geometryPlugin = {
  /** Stretches to a size. */
  resize<I extends ResizableImage>(image: I, { w, h }: ResizeOptions): I {
    const { width, height } = image.bitmap;
    if (w === undefined && h === undefined) throw new RangeError("expected w or h but received neither");
    const size = checked({
      width: w ?? Math.max(1, Math.round((width * (h ?? height)) / height)),
      height: h ?? Math.max(1, Math.round((height * (w ?? width)) / width)),
    });
    return size.width === width && size.height === height ? image : show(image, WHOLE, size);
  },

  /** Resizes by a factor. */
  scale<I extends ResizableImage>(image: I, options: number | { readonly f: number }): I {
    const f = typeof options === "number" ? options : options.f;
    return show(image, WHOLE, checked(scaled(image.bitmap, f)));
  },

  /** Resizes to the largest size inside a box, keeping the aspect ratio. */
  scaleToFit<I extends ResizableImage>(image: I, { w, h }: BoxOptions): I {
    const box = checked({ width: w, height: h });
    const { width, height } = image.bitmap;
    return show(image, WHOLE, scaled(image.bitmap, Math.min(box.width / width, box.height / height)));
  },

  /** Fills a box, keeping the aspect ratio; what exceeds it is cropped. */
  cover<I extends ResizableImage>(image: I, { w, h, align }: BoxOptions): I {
    const box = checked({ width: w, height: h });
    return show(image, coveredPart(image.bitmap, box, alignOf(align)), box);
  },

  /** Fits the whole image into a box, keeping the aspect ratio; the rest is filled with the image's background. */
  contain<I extends ResizableImage>(image: I, { w, h, align }: BoxOptions): I {
    const { width, height } = checked({ width: w, height: h });
    const { x, y } = alignOf(align);
    const drawn = scaled(image.bitmap, Math.min(width / image.bitmap.width, height / image.bitmap.height));
    const [left, top] = [Math.floor((width - drawn.width) * x), Math.floor((height - drawn.height) * y)];
    return show(image, WHOLE, drawn, {
      canvas: { width, height, left, top },
      background: backgroundOf(image.background),
    });
  },
};
