import { createJimp, type JimpPlugin } from "@jimp/core";
import { avifEncoderMemory } from "../avif/memory";
import type { HowToEnable } from "../codecs/packages";
import { encode, type EncodeSettings } from "../encode";
import { profileToKeep } from "../icc/profile";
import { asBuffer, isOpaque, toBitmap, type Bitmap, type Pixels } from "../pixels";
import { checkMemory, MIB } from "../limits";
import { readHeader } from "../probe";
import type { ImageOptions, OutputFormat } from "../types";
import { animate, type AnimatedWebp, type AnimateOptions, type Drawn } from "./animate";
import { backgroundOf, flatten } from "./background";
import { LazyBitmap } from "./bitmap";
import { geometryPlugin } from "./geometry-plugin";
import type { ViewPixels } from "./frame";
import { ImageSource } from "./source";
import type { StepTimes } from "./step-clock";
import type { Candidate, FileBytes, JimpFormat, LazyJimpClass, Smallest } from "./types";

/** The formats with encoders of this package; the others are jimp's. */
const encoded: Readonly<Record<string, OutputFormat>> = {
  "image/jpeg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "avif",
};

export interface LazyJimpOptions<Plugins extends JimpPlugin[], Formats extends JimpFormat[]> {
  /** Plugins whose methods the class has. Default none. */
  readonly plugins?: Plugins;
  /** Formats that are written besides JPEG, PNG, WebP, AVIF: `bmp`, `gif`, `tiff`. All are read. Default none. */
  readonly formats?: Formats;
  /**
   * What a refusal says of a format (`avif`, `heic`, `jxl`) whose decoder is not installed: how to switch it on.
   * Default: which package to install.
   */
  readonly howToEnable?: HowToEnable;
}

const bufferOf = (bytes: FileBytes): Buffer => asBuffer(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes);

/** Pixels that may be changed, and whether all of them are opaque. */
async function pixelsOf(bitmap: Bitmap): Promise<ViewPixels> {
  if (bitmap instanceof LazyBitmap && !bitmap.isDecoded) return bitmap.pixels();
  const { data, width, height } = bitmap;
  const opaque = isOpaque({ data, width, height });
  return { pixels: { data: opaque ? data : Buffer.from(data), width, height, channels: 4 }, opaque };
}

/**
 * Creates a Jimp class of jimp's own `createJimp` whose images are decoded when their pixels are needed, and no larger
 * than needed. `resize`, `scale`, `scaleToFit`, `cover` and `contain` are this package's; all other methods come from
 * plugins.
 */
export function createLazyJimp<Plugins extends JimpPlugin[] = [], Formats extends JimpFormat[] = []>({
  plugins,
  formats,
  howToEnable,
}: LazyJimpOptions<Plugins, Formats> = {}): LazyJimpClass<Plugins, Formats> {
  const own: JimpPlugin[] = plugins ?? [];
  const Eager = createJimp({
    // `getBuffer` encodes the others.
    formats: formats ?? [],
    plugins: [...own, geometryPlugin(own)],
  });
  interface Base {
    bitmap: Bitmap;
    background: number;
    mime?: string;
    getBuffer(mime: string, options?: object): Promise<Buffer>;
  }
  /** What jimp's `read` hands the bytes to. */
  interface Opener {
    fromBuffer(bytes: FileBytes): Promise<LazyJimp>;
  }
  const BaseClass = Eager as unknown as {
    new (options?: object): Base;
    fromBitmap(bitmap: object): Base;
    readonly read: (this: Opener, url: string) => Promise<LazyJimp>;
  };

  class LazyJimp extends BaseClass {
    /** The file, which has the profile of the colours. */
    private source: ImageSource | undefined;
    /** Whether the last `getBuffer` has returned the file's own compressed data, see `neverLarger`. */
    reused = false;
    /** Of a frame of an animation. */
    private attentionIn: Pixels | undefined;

    /**
     * Reads the header of an image. Pixels are decoded when they are needed.
     *
     * @throws ImageError by the header, where the image is refused
     */
    static async fromBuffer(bytes: FileBytes, options: ImageOptions = {}): Promise<LazyJimp> {
      const file = bufferOf(bytes);
      const header = readHeader(file, options, howToEnable);
      const source = await ImageSource.open(file, header, options);
      const image = new LazyJimp(new LazyBitmap(source));
      image.mime = header.mime;
      image.source = source;
      return image;
    }

    /** As {@link fromBuffer}, also of a file's path or an address. */
    static override read(from: string | FileBytes, options: ImageOptions = {}): Promise<LazyJimp> {
      if (typeof from !== "string") return LazyJimp.fromBuffer(from, options);
      // jimp's own drops the options of a path.
      return BaseClass.read.call({ fromBuffer: (bytes) => LazyJimp.fromBuffer(bytes, options) }, from);
    }

    static override fromBitmap(bitmap: { readonly data: unknown }): LazyJimp {
      const { data } = bitmap;
      // jimp's own takes all of the memory that the bytes are a part of.
      const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray ? Uint8Array.from(data) : data;
      return new LazyJimp(BaseClass.fromBitmap({ ...bitmap, data: bytes }).bitmap);
    }

    /** Shares the file and its decode; pixels that were read are copied. Keeps `background` and `mime`. */
    clone(): LazyJimp {
      const { bitmap } = this;
      const copy = bitmap instanceof LazyBitmap ? bitmap.clone() : { ...bitmap, data: Buffer.from(bitmap.data) };
      const clone = new LazyJimp(copy);
      Object.assign(clone, {
        background: this.background,
        mime: this.mime,
        source: this.source,
        attentionIn: this.attentionIn,
      });
      return clone;
    }

    /**
     * Decodes an image that was not decoded yet, at the size that it was given. Pixels are then there to be read, which
     * would otherwise decode them synchronously.
     *
     * @throws ImageError
     */
    async decode(): Promise<this> {
      const { bitmap } = this;
      if (bitmap instanceof LazyBitmap && !bitmap.isDecoded)
        bitmap.data = toBitmap((await bitmap.pixels()).pixels).data;
      return this;
    }

    /** Whether something was missing of what was decoded of the file so far; only where `onDamage` is `keep`. */
    get damaged(): boolean {
      return this.source?.damaged ?? false;
    }

    /** How long decoding, resizing and encoding have taken so far; undefined of an image that is of no file. */
    get stepTimes(): StepTimes | undefined {
      const times = this.source?.clock.times;
      return times && { ...times };
    }

    /** Whether the file has more than one frame. @throws ImageError where that cannot be read */
    async isAnimated(): Promise<boolean> {
      return (await this.source?.animation()) !== undefined;
    }

    /** Draws each frame of the file, see {@link animate}. This image itself is not changed. */
    async animate(
      draw: (frame: LazyJimp) => Drawn | Promise<Drawn>,
      options: AnimateOptions = {},
    ): Promise<AnimatedWebp> {
      const { source, background, mime } = this;
      if (!source) throw new RangeError("expected an image of a file but received one of pixels");
      const frameOf = (bitmap: Bitmap, attentionIn: Pixels): LazyJimp =>
        Object.assign(new LazyJimp(bitmap), { background, mime, attentionIn });
      return source.clock.waitForRest("decodeMs", () => animate(source, frameOf, draw, options));
    }

    /** The file's own data of a format, where the image is what the file shows. */
    private async ownData(format: OutputFormat, icc: Uint8Array | undefined): Promise<Buffer | undefined> {
      const { bitmap, source } = this;
      const isUnchanged = bitmap instanceof LazyBitmap && bitmap.isUnchanged && source?.header.format === format;
      return isUnchanged ? source.reuse(icc) : undefined;
    }

    private checkEncoderMemory(): void {
      checkMemory(this.bitmap, avifEncoderMemory(this.bitmap), this.source?.limits.maxMemoryMb);
    }

    private get fitsAvifEncoder(): boolean {
      const { maxMemoryMb = Infinity } = this.source?.limits ?? {};
      return avifEncoderMemory(this.bitmap) <= maxMemoryMb * MIB;
    }

    /** Encodes the image. Of the file's metadata only a colour profile other than sRGB is kept. */
    override async getBuffer(mime: string, options: Omit<EncodeSettings, "icc"> = {}): Promise<Buffer> {
      const format = encoded[mime];
      if (!format) {
        await this.decode();
        return super.getBuffer(mime, options);
      }
      if (format === "avif") this.checkEncoderMemory();
      return this.encodePixels(await pixelsOf(this.bitmap), format, options);
    }

    /**
     * Encodes the image in each of some formats, and keeps the smallest; JPEG, which has no transparency, only where
     * every pixel is opaque, AVIF only where its encoder has enough memory, or there is no other.
     */
    async getSmallest<Mime extends string>(candidates: readonly Candidate<Mime>[]): Promise<Smallest<Mime>> {
      const named = candidates.map(({ mime, ...options }) => ({ mime, options, format: encoded[mime] }));
      const view = await pixelsOf(this.bitmap);
      const allowed = named.filter(
        ({ format }) => (view.opaque || format !== "jpeg") && (format !== "avif" || this.fitsAvifEncoder),
      );
      let smallest: (Smallest<Mime> & { readonly reused: boolean }) | undefined;
      for (const { mime, options, format } of allowed.length > 0 ? allowed : named) {
        if (format === "avif") this.checkEncoderMemory();
        if (!format) throw new RangeError(`expected JPEG, PNG, WebP or AVIF but received ${mime}`);
        const bytes = await this.encodePixels(view, format, options);
        if (!smallest || bytes.length < smallest.bytes.length) smallest = { mime, bytes, reused: this.reused };
      }
      if (!smallest) throw new RangeError("expected at least one format");
      this.reused = smallest.reused;
      return { mime: smallest.mime, bytes: smallest.bytes };
    }

    private async encodePixels(
      { pixels, opaque }: ViewPixels,
      format: OutputFormat,
      options: Omit<EncodeSettings, "icc">,
    ): Promise<Buffer> {
      if (format === "jpeg" && !opaque) flatten(pixels, backgroundOf(this.background));
      // WebP has no grey pixels that a grey profile could describe.
      const icc = profileToKeep(this.source?.icc, format === "webp" ? 4 : pixels.channels);
      const settings = { ...(icc && { icc }), ...options };
      const work = () => encode(icc ? { ...pixels, greyLevels: undefined } : pixels, format, settings);
      const anew = await (this.source ? this.source.clock.wait("encodeMs", work) : work());
      // Invisible pixels may have colours in the file that were never shown.
      const own = options.neverLarger && opaque ? await this.ownData(format, icc) : undefined;
      this.reused = own !== undefined && own.length < anew.length;
      return this.reused && own ? own : anew;
    }
  }
  return LazyJimp as unknown as LazyJimpClass<Plugins, Formats>;
}
