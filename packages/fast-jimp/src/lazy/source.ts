import { Damage } from "../damage";
import { readAnimation } from "../animation/read";
import type { Animation } from "../animation/types";
import { analysisSize, attentionPart } from "../attention/find";
import { reuseFile } from "../reuse";
import { orient, orientSize, storedCrop } from "../exif/orient";
import { checkMemory } from "../limits";
import { decodeMemory, renditionMemory } from "../memory";
import { WHOLE, type CropRect } from "../pixels";
import {
  decodeImage,
  decodeImageNow,
  decodeWhole,
  decodeWholeNow,
  loadCodecs,
  type DecodedImage,
  type DecodeTarget,
  type LoadedCodecs,
  type WholeImage,
} from "../decode";
import type { ImageHeader, ImageLimits, ImageOptions } from "../types";
import type { ViewPixels } from "./frame";
import { StepClock } from "./step-clock";

/** A part of the displayed image and the size that it is resized to, pixels. */
export interface View {
  readonly crop: CropRect;
  /** Whether the crop is moved to where the image draws the eye, which is known when it is decoded. Default false. */
  readonly attention?: boolean;
  readonly width: number;
  readonly height: number;
}

type Needed = Pick<DecodeTarget, "minWidth" | "minHeight">;

/** A decode, and the size of the whole image that it is large enough for. */
interface Decode<Image> {
  readonly needed: Needed;
  readonly image: Image;
}

const suffices = (decode: Decode<unknown>, { minWidth, minHeight }: Needed): boolean =>
  minWidth <= decode.needed.minWidth && minHeight <= decode.needed.minHeight;

/** A file whose header was read, and its decodes, which all clones of an image share. */
export class ImageSource {
  readonly clock = new StepClock();
  /** Views that were planned and not yet resized: one decode serves them all. */
  private readonly planned = new Set<View>();
  /** Undefined: a damaged file is refused. */
  private readonly damage: Damage | undefined;
  private frames: Promise<Animation | undefined> | undefined;
  private profile: Uint8Array | undefined;
  private pending: Decode<Promise<DecodedImage>> | undefined;
  private decoded: Decode<DecodedImage> | undefined;
  /** Whether any view was decoded. */
  private wasDecoded = false;
  /** Bitmaps of the whole image whose pixels were not read yet. */
  private waiting = 0;
  private whole: WholeImage | undefined;

  private constructor(
    private readonly bytes: Buffer,
    readonly header: ImageHeader,
    private readonly options: ImageOptions,
    private readonly codecs: LoadedCodecs,
  ) {
    this.damage = options.onDamage === "keep" ? new Damage() : undefined;
  }

  /** Loads what a later, synchronous decode cannot wait for. */
  static async open(bytes: Buffer, header: ImageHeader, options: ImageOptions): Promise<ImageSource> {
    return new ImageSource(bytes, header, options, await loadCodecs(header.format));
  }

  /** Whether something was missing of what was decoded so far. */
  get damaged(): boolean {
    return this.damage?.found ?? false;
  }

  get limits(): ImageLimits {
    return this.options;
  }

  get fileBytes(): number {
    return this.bytes.length;
  }

  /**
   * The file's compressed data without its metadata; undefined where its pixels are turned, something of them is
   * missing, or the format has none.
   *
   * @param icc profile to embed
   */
  async reuse(icc: Uint8Array | undefined): Promise<Buffer | undefined> {
    return this.header.orientation === 1 && !this.damaged ? reuseFile(this.bytes, this.header, icc) : undefined;
  }

  /** The file's frames; undefined where it has a single one. @throws ImageError */
  animation(): Promise<Animation | undefined> {
    return (this.frames ??= readAnimation(this.bytes, this.header, this.damage));
  }

  /** ICC profile of the colours; undefined before the first decode. */
  get icc(): Uint8Array | undefined {
    return this.profile;
  }

  /** Announces a view, so that an earlier decode is large enough for it. */
  plan(view: View): void {
    this.planned.add(view);
  }

  /** Announces a bitmap of the whole image, so that the first to be read leaves its pixels to the others. */
  planWhole(): void {
    this.waiting++;
  }

  /** Takes back {@link planWhole}. */
  forgetWhole(): void {
    this.waiting--;
  }

  /**
   * Decodes at the scale of the largest planned view and resizes a view. The caller may change the pixels.
   *
   * @throws ImageError
   */
  async resize(view: View): Promise<ViewPixels> {
    const needed = this.neededFor(view);
    if (this.decoded && suffices(this.decoded, needed)) return this.resized(this.decoded.image, view);
    if (!this.pending || !suffices(this.pending, needed)) {
      const target = this.target(needed, view);
      this.checkMemory(target, [...this.planned, view], false);
      const decode = () => decodeImage(this.bytes, this.header, target, this.codecs);
      this.pending = { needed, image: this.clock.wait("decodeMs", decode) };
    }
    const { pending } = this;
    const image = await pending.image;
    if (!image.once) this.decoded = { needed: pending.needed, image };
    else if (this.pending === pending) this.pending = undefined;
    return this.resized(image, view);
  }

  /**
   * As {@link resize}, synchronously.
   *
   * @throws ImageError
   */
  resizeNow(view: View): ViewPixels {
    const needed = this.neededFor(view);
    if (this.decoded && suffices(this.decoded, needed)) return this.resized(this.decoded.image, view);
    const target = this.target(needed, view);
    this.checkMemory(target, [...this.planned, view], true);
    const decode = () => decodeImageNow(this.bytes, this.header, target, this.codecs);
    const image = this.clock.measure("decodeMs", decode);
    if (!image.once) this.decoded = { needed, image };
    return this.resized(image, view);
  }

  /**
   * Pixels of the whole image. The caller may change them.
   *
   * @throws ImageError
   */
  async readWhole(): Promise<ViewPixels> {
    if (!this.whole) {
      this.checkMemory(this.target(EVERYTHING), [this.header], false);
      const decode = () => decodeWhole(this.bytes, this.header, this.codecs, this.damage);
      const decoded = await this.clock.wait("decodeMs", decode);
      this.whole ??= decoded;
    }
    return this.handOver(this.whole);
  }

  /**
   * As {@link readWhole}, synchronously.
   *
   * @throws ImageError
   */
  readWholeNow(): ViewPixels {
    if (!this.whole) {
      this.checkMemory(this.target(EVERYTHING), [this.header], true);
      const decode = () => decodeWholeNow(this.bytes, this.header, this.codecs, this.damage);
      this.whole = this.clock.measure("decodeMs", decode);
    }
    return this.handOver(this.whole);
  }

  private handOver({ pixels, opaque, icc }: WholeImage): ViewPixels {
    this.profile = icc;
    this.forgetWhole();
    const { orientation } = this.header;
    if (this.waiting <= 0) this.whole = undefined;
    // Oriented pixels are copies already.
    const own = this.whole && orientation === 1 ? { ...pixels, data: Buffer.from(pixels.data) } : pixels;
    return { pixels: orient(own, orientation), opaque };
  }

  private resized(image: DecodedImage, view: View): ViewPixels {
    const { orientation } = this.header;
    const size = orientSize(view, orientation);
    const crop = storedCrop(view.crop, orientation);
    const resize = () => {
      const part = view.attention ? this.attentionPart(image, crop) : crop;
      return orient(image.resize(part, size.width, size.height), orientation);
    };
    const pixels = this.clock.measure("resizeMs", resize);
    this.planned.delete(view);
    this.profile = image.icc;
    return { pixels, opaque: image.opaque };
  }

  /** Where a part of the image as stored, of a crop's size, draws the eye. */
  private attentionPart(image: DecodedImage, crop: CropRect): CropRect {
    const { width, height } = analysisSize(orientSize(this.header, this.header.orientation));
    return attentionPart(image.resize(WHOLE, width, height), crop);
  }

  /** The size of the whole image, as stored, that a view and all planned ones need. */
  private neededFor(view: View): Needed {
    const { orientation } = this.header;
    let [minWidth, minHeight] = [0, 0];
    for (const { crop, width, height } of [...this.planned, view]) {
      const stored = storedCrop(crop, orientation);
      const size = orientSize({ width, height }, orientation);
      minWidth = Math.max(minWidth, size.width / stored.width);
      minHeight = Math.max(minHeight, size.height / stored.height);
    }
    return { minWidth, minHeight };
  }

  /** @param view that it is decoded for: the first, unless others were planned, is expected to be the only one */
  private target(needed: Needed, view?: View): DecodeTarget {
    const { damage, planned, wasDecoded } = this;
    const isFirst = view !== undefined && !wasDecoded;
    if (isFirst) this.wasDecoded = true;
    const once = isFirst && !view.attention && [...planned].every((other) => other === view);
    return { ...needed, quality: this.options.quality ?? "fast", once, ...(damage && { damage }) };
  }

  private checkMemory(
    target: DecodeTarget,
    renditions: readonly { readonly width: number; readonly height: number }[],
    atOnce: boolean,
  ): void {
    const { maxMemoryMb } = this.options;
    if (maxMemoryMb === undefined) return;
    const bytes = this.bytes.byteLength + decodeMemory(this.bytes, this.header, { ...target, atOnce });
    checkMemory(this.header, bytes + Math.max(...renditions.map(renditionMemory)), maxMemoryMb);
  }
}

/** The whole image at its full size. */
const EVERYTHING: Needed = { minWidth: Infinity, minHeight: Infinity };
