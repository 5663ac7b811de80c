import { decodeBmp } from "../bmp/decode";
import { orient, orientSize, storedCrop } from "../exif/orient";
import { decodeGif } from "../gif/decode";
import { decodeJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { checkMemory } from "../limits";
import { decodeMemory, renditionMemory } from "../memory";
import { isOpaque, type CropRect, type DecodedBitmap, type Pixels } from "../pixels";
import { decodePngSync } from "../png/decode";
import { decodeImage, imageOf, type DecodedImage, type DecodeTarget } from "../render/decode";
import { decodeTiff } from "../tiff/decode";
import type { ImageHeader, InputFormat, RenderOptions } from "../types";
import { loadWebpDecoder } from "../webp/decode";

/** A part of the displayed image and the size that it is resized to, pixels. */
export interface View {
  readonly crop: CropRect;
  readonly width: number;
  readonly height: number;
}

/** Pixels of a {@link View}, oriented. */
export interface ViewPixels {
  readonly pixels: Pixels;
  /** Every pixel is opaque. */
  readonly opaque: boolean;
}

type Needed = Pick<DecodeTarget, "minWidth" | "minHeight">;

/** Decoders that need not be waited for. WebP's is loaded with the source. */
const syncDecoders: Readonly<Record<Exclude<InputFormat, "webp" | "jpeg">, (bytes: Buffer) => DecodedBitmap>> = {
  // The size was checked by the header.
  png: (bytes) => decodePngSync(bytes, { maxInputPx: Infinity }),
  gif: decodeGif,
  bmp: decodeBmp,
  tiff: decodeTiff,
};

/** A file whose header was read, and its decode, which all clones of an image share. */
export class ImageSource {
  /** Views that were planned and not yet resized: one decode serves them all. */
  private readonly planned = new Set<View>();
  private profile: Uint8Array | undefined;
  private decoded: { readonly needed: Needed; readonly image: Promise<DecodedImage> } | undefined;

  private constructor(
    private readonly bytes: Buffer,
    readonly header: ImageHeader,
    private readonly limits: RenderOptions,
    private readonly decodeWebpSync: ((bytes: Buffer) => DecodedBitmap) | undefined,
  ) {}

  static async open(bytes: Buffer, header: ImageHeader, limits: RenderOptions): Promise<ImageSource> {
    return new ImageSource(bytes, header, limits, header.format === "webp" ? await loadWebpDecoder() : undefined);
  }

  /** ICC profile of the colours; undefined before the first decode. */
  get icc(): Uint8Array | undefined {
    return this.profile;
  }

  /** Announces a view, so that an earlier decode is large enough for it. */
  plan(view: View): void {
    this.planned.add(view);
  }

  /**
   * Decodes at the scale of the largest planned view and resizes a view.
   *
   * @throws ImageError
   */
  async resize(view: View): Promise<ViewPixels> {
    const image = await this.decodeFor(view);
    const { orientation } = this.header;
    const size = orientSize(view, orientation);
    const resized = image.resize(storedCrop(view.crop, orientation), size.width, size.height);
    this.planned.delete(view);
    this.profile = image.icc;
    return { pixels: orient(resized, orientation), opaque: image.opaque };
  }

  /**
   * Decodes the whole image at its full size, synchronously.
   *
   * @throws ImageError
   */
  decodeWhole(): ViewPixels {
    const { bytes, header } = this;
    this.checkMemory({ minWidth: Infinity, minHeight: Infinity }, header);
    if (header.format === "jpeg") {
      this.profile = readJpegHeader(bytes).icc;
      const pixels = decodeJpeg(bytes, { maxInputPx: Infinity });
      return { pixels: orient(pixels, header.orientation), opaque: true };
    }
    const decode = header.format === "webp" ? this.decodeWebpSync : syncDecoders[header.format];
    if (!decode) throw new Error("expected a decoder that was loaded with the image");
    const { icc, ...bitmap } = decode(bytes);
    this.profile = icc;
    const pixels: Pixels = { ...bitmap, channels: 4 };
    return { pixels: orient(pixels, header.orientation), opaque: isOpaque(bitmap) };
  }

  private decodeFor(view: View): Promise<DecodedImage> {
    const views = [...this.planned, view];
    const sizes = views.map(({ crop, width, height }) => {
      const { orientation } = this.header;
      const stored = storedCrop(crop, orientation);
      const size = orientSize({ width, height }, orientation);
      return { minWidth: size.width / stored.width, minHeight: size.height / stored.height };
    });
    const needed = {
      minWidth: Math.max(...sizes.map(({ minWidth }) => minWidth)),
      minHeight: Math.max(...sizes.map(({ minHeight }) => minHeight)),
    };
    const { decoded } = this;
    if (decoded && needed.minWidth <= decoded.needed.minWidth && needed.minHeight <= decoded.needed.minHeight) {
      return decoded.image;
    }
    for (const one of views) this.checkMemory(needed, one);
    const { quality = "fast" } = this.limits;
    // WebP was loaded with the source, and can only be decoded whole.
    const image = this.decodeWebpSync
      ? Promise.resolve(imageOf(this.decodeWebpSync(this.bytes)))
      : decodeImage(this.bytes, this.header, { ...needed, quality, maxInputPx: Infinity });
    this.decoded = { needed, image };
    return image;
  }

  private checkMemory(needed: Needed, rendition: { readonly width: number; readonly height: number }): void {
    const { maxMemoryMb, quality = "fast" } = this.limits;
    if (maxMemoryMb === undefined) return;
    const bytes = decodeMemory(this.bytes, this.header, { ...needed, quality }) + renditionMemory(rendition);
    checkMemory(this.header, bytes, maxMemoryMb);
  }
}
