import { toBitmap, type Bitmap } from "../pixels";
import { pad, type Frame, type ViewPixels } from "./frame";
import type { ImageSource, View } from "./source";

/**
 * A bitmap that is decoded when its pixels are needed, at the scale of its view. Width and height are known before.
 * Reading `data` decodes synchronously, {@link pixels} does not block.
 */
export class LazyBitmap implements Bitmap {
  width: number;
  height: number;
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
    else source.planWhole();
  }

  /** R, G, B, A of each pixel. */
  get data(): Buffer {
    const { source, view } = this;
    return (this.drawn ??= toBitmap(this.framed(view ? source.resizeNow(view) : source.readWholeNow()).pixels).data);
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

  /** Whether it shows the file's image, uncropped and at its own size, and its pixels were not handed out. */
  get isUnchanged(): boolean {
    const { source, view, frame, drawn } = this;
    if (drawn || frame) return false;
    if (!view) return true;
    const { crop, attention = false, width, height } = view;
    const isWhole = crop.left === 0 && crop.top === 0 && crop.width === 1 && crop.height === 1;
    return isWhole && !attention && width === source.header.width && height === source.header.height;
  }

  /** A view of the same file, in place of this bitmap of the whole image. */
  show(view: View, frame?: Frame): LazyBitmap {
    this.source.forgetWhole();
    return new LazyBitmap(this.source, view, frame);
  }

  /** Shares the file and its decode; pixels that were read are copied. */
  clone(): Bitmap {
    const { source, view, frame, drawn, width, height } = this;
    return drawn ? { data: Buffer.from(drawn), width, height } : new LazyBitmap(source, view, frame);
  }

  /** New pixels, for a bitmap whose `data` was not read. */
  async pixels(): Promise<ViewPixels> {
    const { source, view } = this;
    return this.framed(await (view ? source.resize(view) : source.readWhole()));
  }

  private framed(drawn: ViewPixels): ViewPixels {
    return this.frame ? pad(drawn, this.frame) : drawn;
  }
}
