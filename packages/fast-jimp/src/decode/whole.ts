import type { Damage } from "../damage";
import { decodeBmp } from "../bmp/decode";
import { decodeGif } from "../gif/decode";
import { decodeJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { isOpaque, type DecodedBitmap, type Pixels } from "../pixels";
import { decodePng, decodePngSync } from "../png/decode";
import { decodeTiff } from "../tiff/decode";
import type { ImageHeader, InputFormat } from "../types";

type DecodeBitmap = (bytes: Buffer, damage?: Damage) => DecodedBitmap;

/** Decoders that have to be waited for, loaded before they are used synchronously. */
export interface LoadedCodecs {
  readonly webp?: DecodeBitmap;
}

/** Every pixel of an image as stored, before orientation. */
export interface WholeImage {
  readonly pixels: Pixels;
  readonly opaque: boolean;
  readonly icc?: Uint8Array;
}

type BitmapFormat = Exclude<InputFormat, "jpeg" | "png">;

const decoders: Readonly<Record<Exclude<BitmapFormat, "webp">, DecodeBitmap>> = {
  gif: decodeGif,
  bmp: decodeBmp,
  tiff: decodeTiff,
};

/**
 * Decodes an image of a format that is always decoded at its full size.
 *
 * @throws ImageError
 */
export function decodeBitmap(
  bytes: Buffer,
  format: BitmapFormat,
  { webp }: LoadedCodecs,
  damage?: Damage,
): DecodedBitmap {
  if (format !== "webp") return decoders[format](bytes, damage);
  if (!webp) throw new Error("expected a decoder that was loaded with the image");
  return webp(bytes, damage);
}

/** The size was checked by the header. */
const unlimited = (damage?: Damage) => ({ maxInputPx: Infinity, ...(damage && { damage }) });

function wholeOf({ icc, data, width, height }: DecodedBitmap): WholeImage {
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
    return { pixels: decodeJpeg(bytes, unlimited(damage)), opaque: true, ...(icc && { icc }) };
  }
  return wholeOf(
    format === "png" ? decodePngSync(bytes, unlimited(damage)) : decodeBitmap(bytes, format, codecs, damage),
  );
}
