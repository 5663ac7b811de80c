import type { BlendMode, JimpPlugin } from "@jimp/core";
import type { Edge } from "@jimp/types";
import type { AvifEncodeOptions } from "../avif/encode";
import type { EncodeSettings } from "../encode";
import type { JpegEncodeOptions } from "../jpeg/encode";
import type { PngFormatEncodeOptions } from "../formats/png";
import type { Bitmap } from "../pixels";
import type { ImageOptions } from "../types";
import type { WebpEncodeOptions } from "../webp/encode";
import type { AnimatedWebp, AnimateOptions, Drawn } from "./animate";
import type { GeometryMethods } from "./geometry-plugin";
import type { StepTimes } from "./step-clock";

// jimp's own types of a class do not survive in declarations of another generic function, and say of `clone` that it
// returns the class.

/** A format as `createJimp` takes it. */
export type JimpFormat = () => {
  readonly mime: string;
  readonly hasAlpha?: boolean;
  decode(bytes: Buffer): Bitmap | Promise<Bitmap>;
  encode(bitmap: Bitmap, options?: never): Buffer | Promise<Buffer>;
};

export type FileBytes = Uint8Array | ArrayBuffer;

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** Methods of plugins, by name. */
type MethodsOf<Plugins extends readonly JimpPlugin[]> = Omit<Intersection<Plugins[number]>, keyof GeometryMethods> &
  GeometryMethods;

/** A plugin's method as the image's own: without the image, and with it as the result where it returns one. */
type Bound<Method, Self> = Method extends (image: never, ...args: infer Args) => infer Result
  ? (...args: Args) => Result extends { bitmap: Bitmap } ? Self : Result
  : never;

/** Options of encoders by media type. */
type EncodeOptions<Formats extends readonly JimpFormat[]> = {
  readonly [Format in ReturnType<Formats[number]> as Format["mime"]]: Parameters<Format["encode"]>[1];
} & {
  readonly "image/jpeg": JpegEncodeOptions & FileOptions;
  readonly "image/png": PngFormatEncodeOptions & FileOptions;
  readonly "image/webp": WebpEncodeOptions & FileOptions;
  readonly "image/avif": AvifEncodeOptions;
};

type FileOptions = Pick<EncodeSettings, "neverLarger">;

/** A format that an image may be encoded in, with the options of its encoder. */
export type Candidate<Mime> = Omit<EncodeSettings, "icc"> & { readonly mime: Mime };

/** The smallest of some encoded files. */
export interface Smallest<Mime> {
  readonly mime: Mime;
  readonly bytes: Buffer;
}

type AnyOptions<Options> = Options[keyof Options];

interface CompositeOptions {
  /** Default `srcOver`. */
  readonly mode?: BlendMode;
  /** 0..1. Default 1. */
  readonly opacitySource?: number;
  /** 0..1. Default 1. */
  readonly opacityDest?: number;
}

type ScanCallback = (x: number, y: number, index: number) => void;

/** What an image has without plugins, as jimp documents it. */
interface ImageBase<Self, Options> {
  bitmap: Bitmap;
  /** 0xRRGGBBAA, of pixels that are added. Default transparent. */
  background: number;
  /** Media type of the file. */
  mime?: string;
  /** Pixels, after EXIF orientation. */
  readonly width: number;
  /** Pixels, after EXIF orientation. */
  readonly height: number;
  inspect(): string;
  toString(): string;
  /** Shares the file and its decode; pixels that were read are copied. Keeps `background` and `mime`. */
  clone(): Self;
  /**
   * Decodes an image that was not decoded yet, at the size that it was given. Pixels are then there to be read, which
   * would otherwise decode them synchronously.
   *
   * @throws ImageError
   */
  decode(): Promise<Self>;
  /** Whether something was missing of what was decoded of the file so far; only where `onDamage` is `keep`. */
  readonly damaged: boolean;
  /** Whether the last `getBuffer` has returned the file's own compressed data, as `neverLarger` allows. */
  readonly reused: boolean;
  /** How long decoding, resizing and encoding have taken so far; undefined of an image that is of no file. */
  readonly stepTimes: StepTimes | undefined;
  /** Whether the file has more than one frame. @throws ImageError where that cannot be read */
  isAnimated(): Promise<boolean>;
  /**
   * Draws each frame of a file with several, and encodes what comes out as an animated WebP. Delays and loop count are
   * the file's. The image itself is not changed.
   *
   * @param draw is given each frame, on the whole canvas; results must have one size
   * @throws ImageError, also IMAGE_TOO_LARGE where frames times pixels, in or out, exceed `maxInputPx`; RangeError
   * where the image has a single frame
   */
  animate(draw: (frame: Self) => Drawn | Promise<Drawn>, options?: AnimateOptions): Promise<AnimatedWebp>;
  /**
   * Encodes the image. Of the file's metadata only a colour profile other than sRGB is kept.
   *
   * @throws ImageError where it was not decoded yet, and its pixels cannot be
   */
  getBuffer<Mime extends keyof Options>(mime: Mime, options?: Options[Mime]): Promise<Buffer>;
  /**
   * Encodes the image in each of some formats, and keeps the smallest; JPEG, which has no transparency, only where
   * every pixel is opaque, AVIF only where its encoder has enough memory, or there is no other. Qualities of different
   * formats are scales of their own.
   *
   * @throws ImageError where it was not decoded yet, and its pixels cannot be; RangeError without formats
   */
  getSmallest<Mime extends "image/jpeg" | "image/png" | "image/webp" | "image/avif">(
    candidates: readonly Candidate<Mime>[],
  ): Promise<Smallest<Mime>>;
  /** As a `data:` URL. */
  getBase64<Mime extends keyof Options>(mime: Mime, options?: Options[Mime]): Promise<string>;
  /** Writes a file, of the format that its extension names. */
  write(path: `${string}.${string}`, options?: AnyOptions<Options>): Promise<void>;
  getPixelIndex(x: number, y: number, edge?: Edge): number;
  getPixelColor(x: number, y: number): number;
  setPixelColor(colour: number, x: number, y: number): Self;
  hasAlpha(): boolean;
  composite(source: { bitmap: Bitmap }, x?: number, y?: number, options?: CompositeOptions): Self;
  scan(use: ScanCallback): Self;
  scan(x: number, y: number, width: number, height: number, use: ScanCallback): Self;
  scanIterator(
    x?: number,
    y?: number,
    width?: number,
    height?: number,
  ): Generator<{ x: number; y: number; idx: number; image: Self }, void, unknown>;
}

/** An image of a class that `createLazyJimp` made. */
type LazyImage<Plugins extends readonly JimpPlugin[], Formats extends readonly JimpFormat[]> = ImageBase<
  LazyImage<Plugins, Formats>,
  EncodeOptions<Formats>
> & {
  [Name in keyof MethodsOf<Plugins>]: Bound<MethodsOf<Plugins>[Name], LazyImage<Plugins, Formats>>;
};

/** Pixels of an image that is made without a file. */
type NewImage =
  | Bitmap
  | {
      /** Pixels. */
      readonly width: number;
      /** Pixels. */
      readonly height: number;
      /** 0xRRGGBBAA, or a colour of CSS. Default transparent. */
      readonly color?: number | string;
    };

/** A class that `createLazyJimp` made. */
export interface LazyJimpClass<Plugins extends readonly JimpPlugin[], Formats extends readonly JimpFormat[]> {
  new (image?: NewImage): LazyImage<Plugins, Formats>;
  /** Takes R, G, B, A of each pixel, or one number, 0xRRGGBBAA, for each. */
  fromBitmap(bitmap: {
    readonly data: Uint8Array | Uint8ClampedArray | readonly number[];
    readonly width: number;
    readonly height: number;
  }): LazyImage<Plugins, Formats>;
  /**
   * Reads the header of an image. Pixels are decoded when they are needed.
   *
   * @throws ImageError by the header, where the image is refused
   */
  fromBuffer(bytes: FileBytes, options?: ImageOptions): Promise<LazyImage<Plugins, Formats>>;
  /** As {@link fromBuffer}, also of a file's path or an address. */
  read(from: string | FileBytes, options?: ImageOptions): Promise<LazyImage<Plugins, Formats>>;
}
