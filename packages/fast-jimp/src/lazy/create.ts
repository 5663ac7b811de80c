import { createJimp, type JimpPlugin } from "@jimp/core";
import { jpeg } from "../formats/jpeg";
import { png } from "../formats/png";
import { bmp, gif, tiff, webp } from "../formats/whole";
import { profileToKeep } from "../icc/profile";
import { asBuffer, isOpaque, type Bitmap, type Pixels } from "../pixels";
import { probe } from "../probe";
import { flatten } from "../render/background";
import { encode } from "../render/encode";
import type { RenderOptions } from "../types";
import { LazyBitmap } from "./bitmap";
import { backgroundOf, geometryPlugin } from "./geometry-plugin";
import { ImageSource } from "./source";

const formats = [jpeg, png, webp, gif, bmp, tiff];

/** The formats with encoders of this package; the others are jimp's. */
const encoded: Readonly<Record<string, "jpeg" | "png" | "webp">> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
};

const DEFAULT_QUALITY = 75;

/** Options of `getBuffer` that the encoders of this package use. */
interface EncodeOptions {
  readonly quality?: number;
}

/** Pixels that may be changed, and whether all of them are opaque. */
async function pixelsOf(bitmap: Bitmap): Promise<{ readonly pixels: Pixels; readonly opaque: boolean }> {
  if (bitmap instanceof LazyBitmap && !bitmap.isDecoded) return bitmap.pixels();
  const { data, width, height } = bitmap;
  const opaque = isOpaque(bitmap);
  return { pixels: { data: opaque ? data : Buffer.from(data), width, height, channels: 4 }, opaque };
}

/**
 * Creates a Jimp class of jimp's own `createJimp` whose images are decoded when their pixels are needed, and no larger
 * than needed. `resize`, `scale`, `scaleToFit`, `cover` and `contain` are this package's; all other methods come from
 * plugins.
 */
export function createLazyJimp<Plugins extends JimpPlugin[]>(plugins: Plugins) {
  const Eager = createJimp({ formats, plugins: [...plugins, geometryPlugin] });
  type EagerClass = typeof Eager;
  type Instance = InstanceType<EagerClass>;
  interface Base {
    bitmap: Bitmap;
    background: number;
    mime?: string;
    getBuffer(mime: string, options?: object): Promise<Buffer>;
  }
  const BaseClass = Eager as unknown as new (options?: object) => Base;

  class LazyJimp extends BaseClass {
    /** The file, which has the profile of the colours. */
    private source: ImageSource | undefined;

    /**
     * Reads the header of an image. Pixels are decoded when they are needed.
     *
     * @throws ImageError by the header, where the image is refused
     */
    static async fromBuffer(bytes: Uint8Array | ArrayBuffer, limits: RenderOptions = {}): Promise<LazyJimp> {
      const file = asBuffer(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes);
      const header = probe(file, limits);
      const source = await ImageSource.open(file, header, limits);
      const image = new LazyJimp(new LazyBitmap(source));
      image.mime = header.mime;
      image.source = source;
      return image;
    }

    /** As {@link fromBuffer}. Files and addresses are not read. */
    static read(bytes: Uint8Array | ArrayBuffer, limits: RenderOptions = {}): Promise<LazyJimp> {
      return LazyJimp.fromBuffer(bytes, limits);
    }

    clone(): LazyJimp {
      const { bitmap } = this;
      const copy = bitmap instanceof LazyBitmap ? bitmap.clone() : { ...bitmap, data: Buffer.from(bitmap.data) };
      const clone = new LazyJimp(copy);
      Object.assign(clone, { background: this.background, mime: this.mime, source: this.source });
      return clone;
    }

    /** Encodes the image. Of the file's metadata only a colour profile other than sRGB is kept. */
    override async getBuffer(mime: string, options: EncodeOptions = {}): Promise<Buffer> {
      const format = encoded[mime];
      if (!format) return super.getBuffer(mime, options);
      const { pixels, opaque } = await pixelsOf(this.bitmap);
      if (format === "jpeg" && !opaque) flatten(pixels, backgroundOf(this.background));
      const icc = profileToKeep(this.source?.icc, pixels.channels);
      return encode(pixels, format, { quality: options.quality ?? DEFAULT_QUALITY, ...(icc && { icc }) });
    }
  }
  return LazyJimp as unknown as Omit<EagerClass, "fromBuffer" | "read" | "prototype"> &
    (new (...args: ConstructorParameters<EagerClass>) => Instance) & {
      fromBuffer(bytes: Uint8Array | ArrayBuffer, limits?: RenderOptions): Promise<Instance>;
      read(bytes: Uint8Array | ArrayBuffer, limits?: RenderOptions): Promise<Instance>;
    };
}
