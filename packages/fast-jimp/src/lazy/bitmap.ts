import { toBitmap, type Bitmap, type Pixels } from "../pixels";
import { pad, type Background, type Canvas } from "../render/background";
import { resizeRgba } from "../resample/resize-rgba";
import type { ImageSource, View, ViewPixels } from "./source";

/** A view on a canvas, as `contain` makes it. */
export interface Frame {
  readonly canvas: Canvas;
  readonly background: Background;
}

/**
 * A bitmap that is decoded when its pixels are needed. Width and height are known before. Reading `data` decodes the
 * whole image synchronously; {@link pixels} decodes no more than the view needs.
 */
export class LazyBitmap implements Bitmap {
  readonly width: number;
  readonly height: number;
  private drawn: Buffer | undefined;

  /** @param view undefined: the whole image at its own size */
  constructor(
    private readonly source: ImageSource,
    private readonly view?: View,
    private readonly frame?: Frame,
  ) {
    const { width, height } = frame?.canvas ?? view ?? source.header;
    this.width = width;
    this.height = height;
    if (view) source.plan(view);
  }

  /** R, G, B, A of each pixel. */
  get data(): Buffer {
    return (this.drawn ??= this.decodeNow());
  }

  set data(data: Buffer) {
    this.drawn = data;
  }

  /** Whether `data` was read or set. */
  get isDecoded(): boolean {
    return this.drawn !== undefined;
  }

  /** Whether it still is the file's image, uncropped, unresized and undecoded, so that a view of it can be planned. */
  get isWhole(): boolean {
    return !this.drawn && !this.view;
  }

  /** A view of the same file. */
  show(view: View, frame?: Frame): LazyBitmap {
    return new LazyBitmap(this.source, view, frame);
  }

  /** Shares the file and its decode; pixels that were read are copied. */
  clone(): Bitmap {
    const { source, view, frame, drawn, width, height } = this;
    return drawn ? { data: Buffer.from(drawn), width, height } : new LazyBitmap(source, view, frame);
  }

  /** New pixels, decoded at the scale of the view. For a bitmap whose `data` was not read. */
  async pixels(): Promise<ViewPixels> {
    const { source, view } = this;
    if (!view) return source.decodeWhole();
    const { pixels, opaque } = await source.resize(view);
    return this.onCanvas(pixels, opaque);
  }

  private onCanvas(pixels: Pixels, opaque: boolean): ViewPixels {
    const { frame, width, height } = this;
    if (!frame || (pixels.width === width && pixels.height === height)) return { pixels, opaque };
    return { pixels: pad(pixels, frame.canvas, frame.background), opaque: opaque && frame.background.alpha === 255 };
  }

  /** For a view too the whole image is decoded: there is no time to wait for a scaled decode. */
  private decodeNow(): Buffer {
    const { source, view } = this;
    const whole = source.decodeWhole().pixels;
    if (!view) return toBitmap(whole).data;
    const { data, width, height } = resizeRgba(toBitmap(whole), view.crop, view.width, view.height);
    return toBitmap(this.onCanvas({ data, width, height, channels: 4 }, false).pixels).data;
  }
}
