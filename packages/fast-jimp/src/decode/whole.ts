import { loadAvifDecoder, type AvifDecoder } from "../avif/decode";
import { decodeBmp } from "../bmp/decode";
import type { Damage } from "../damage";
import { decodeGif } from "../gif/decode";
import { loadHeicDecoder } from "../heic/decode";
import { greyLevels, manageGreys } from "../icc/grey";
import { decodeJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { loadJxlDecoder } from "../jxl/decode";
import { greyChannel, isOpaque, type DecodedBitmap, type Pixels } from "../pixels";
import { decodePng, decodePngSync } from "../png/decode";
import { decodeTiff } from "../tiff/decode";
import type { ImageHeader, InputFormat } from "../types";
import { loadWebpDecoder, type WebpDecoder } from "../webp/decode";
import type { NeededPixels } from "../webp/reduced-size";

interface BitmapOptions {
  readonly damage?: Damage | undefined;
  /** What is needed of the image; a decoder that can reduces it to no more. Default: all its pixels. */
  readonly needed?: NeededPixels;
}

type DecodeBitmap = (bytes: Buffer, options: BitmapOptions) => DecodedBitmap;

/** What has to be waited for, loaded before it is used synchronously. */
export interface LoadedCodecs {
  /** Decodes the image, where its format is {@link AwaitedFormat}. */
  readonly awaited?: DecodeBitmap;
  /** Decodes a WebP in planes, where its kind allows that. */
  readonly planes?: WebpDecoder["planes"];
  /** Decodes an AVIF no larger than needed, or a WebP averaged, where their kinds allow that. */
  readonly reduced?: AvifDecoder["reduced"] | WebpDecoder["reduced"];
}

/** Every pixel of an image as stored, before orientation. */
export interface WholeImage {
  readonly pixels: Pixels;
  readonly opaque: boolean;
  readonly icc?: Uint8Array;
}

type BitmapFormat = Exclude<InputFormat, "jpeg" | "png">;

/** Formats whose decoders are WebAssembly of others. */
type AwaitedFormat = "webp" | "avif" | "heic" | "jxl";

const loaders: Readonly<Record<Exclude<AwaitedFormat, "webp" | "avif">, () => Promise<DecodeBitmap>>> = {
  heic: loadHeicDecoder,
  jxl: loadJxlDecoder,
};

const isAwaited = (format: InputFormat): format is AwaitedFormat =>
  format === "webp" || format === "avif" || format in loaders;

/** Loads what an image of a format needs, for this image alone. @throws ImageError FORMAT_UNSUPPORTED */
export async function loadCodecs(format: InputFormat): Promise<LoadedCodecs> {
  if (!isAwaited(format)) return {};
  if (format === "avif") {
    const { bitmap, reduced } = await loadAvifDecoder();
    return { awaited: bitmap, reduced };
  }
  if (format !== "webp") return { awaited: await loaders[format]() };
  const { bitmap, planes, reduced } = await loadWebpDecoder();
  return { awaited: bitmap, planes, reduced };
}

const decoders: Readonly<Record<Exclude<BitmapFormat, AwaitedFormat>, DecodeBitmap>> = {
  gif: (bytes, { damage }) => decodeGif(bytes, damage),
  bmp: decodeBmp,
  tiff: decodeTiff,
};

/**
 * Decodes an image of a format whose decoders give bitmaps.
 *
 * @throws ImageError
 */
export function decodeBitmap(
  bytes: Buffer,
  format: BitmapFormat,
  { awaited }: LoadedCodecs,
  options: BitmapOptions,
): DecodedBitmap {
  if (!isAwaited(format)) return decoders[format](bytes, options);
  if (!awaited) throw new Error("expected a decoder that was loaded with the image");
  return awaited(bytes, options);
}

/** The size was checked by the header. */
const unlimited = (damage?: Damage) => ({ maxInputPx: Infinity, ...(damage && { damage }) });

function wholeOf(decoded: DecodedBitmap): WholeImage {
  const { decoded: managed, levels } = manageGreys(decoded);
  const { icc, data, width, height } = managed;
  if (levels) {
    const pixels = { ...greyChannel({ data, width, height }), greyLevels: levels };
    return { pixels, opaque: true, ...(icc && { icc }) };
  }
  const opaque = isOpaque({ data, width, height });
  return { pixels: { data, width, height, channels: 4 }, opaque, ...(icc && { icc }) };
}

/**
 * Decodes an image at its full size.
 *
 * @throws ImageError
 */
export async function decodeWhole(
  bytes: Buffer,
  header: ImageHeader,
  codecs: LoadedCodecs,
  damage?: Damage,
): Promise<WholeImage> {
  if (header.format === "png") return wholeOf(await decodePng(bytes, unlimited(damage)));
  return decodeWholeNow(bytes, header, codecs, damage);
}

/** As {@link decodeWhole}, synchronously: a PNG's data is then in memory at once. */
export function decodeWholeNow(
  bytes: Buffer,
  { format }: ImageHeader,
  codecs: LoadedCodecs,
  damage?: Damage,
): WholeImage {
  if (format === "jpeg") {
    const { icc } = readJpegHeader(bytes);
    const levels = greyLevels(icc);
    const pixels = { ...decodeJpeg(bytes, unlimited(damage)), ...(levels && { greyLevels: levels }) };
    return { pixels, opaque: true, ...(icc && { icc }) };
  }
  return wholeOf(
    format === "png" ? decodePngSync(bytes, unlimited(damage)) : decodeBitmap(bytes, format, codecs, { damage }),
  );
}
