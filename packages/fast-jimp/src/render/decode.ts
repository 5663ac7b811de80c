import { decodeBmp } from "../bmp/decode";
import { decodeGif } from "../gif/decode";
import { decodeJpegScaled, resizeDecodedJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { decodePng } from "../png/decode";
import { resizeRgba } from "../resample/resize-rgba";
import { decodeTiff } from "../tiff/decode";
import { decodeWebp } from "../webp/decode";
import type { ImageHeader, InputFormat } from "../types";
import { isOpaque, type CropRect, type DecodedBitmap, type Pixels } from "../pixels";

/** How large a picture is needed at most, before any crop. */
export interface Demand {
  /** Width of the whole picture as stored, pixels; rarely a whole number. */
  readonly minWidth: number;
  /** Height of the whole picture as stored, pixels; rarely a whole number. */
  readonly minHeight: number;
  readonly quality: "fast" | "best";
  /** Largest picture accepted, width x height in pixels. */
  readonly maxInputPx: number;
}

/** A picture that is decoded once, as large as the largest variant needs it, and drawn at any number of sizes. */
export interface Picture {
  /** ICC profile that its colours refer to. */
  readonly icc?: Uint8Array;
  /** No pixel that it draws is transparent. */
  readonly opaque: boolean;
  /** Resizes a part of the picture as stored (before orientation). The pixels are the caller's. */
  draw(crop: CropRect, width: number, height: number): Pixels;
}

type Open = (bytes: Buffer, demand: Demand) => Picture | Promise<Picture>;

/** Planes are resized before their colours are converted: one decode serves every variant. */
const openJpeg: Open = (bytes, demand) => {
  const header = readJpegHeader(bytes);
  const decoded = decodeJpegScaled(bytes, header, demand);
  return {
    ...(header.icc && { icc: header.icc }),
    opaque: true,
    draw: (crop, width, height) => resizeDecodedJpeg(decoded, crop, width, height),
  };
};

/** Averaging to twice the target leaves nothing of it to be seen after LANCZOS; three times is for those who measure. */
const PNG_HEADROOM = { fast: 2, best: 3 } as const;

const openPng: Open = async (bytes, { quality, ...demand }) => {
  const { validWidth, validHeight, opaque, icc, ...bitmap } = await decodePng(bytes, {
    ...demand,
    headroom: PNG_HEADROOM[quality],
  });
  const [scaleX, scaleY] = [validWidth / bitmap.width, validHeight / bitmap.height];
  return {
    ...(icc && { icc }),
    opaque,
    draw({ left, top, width, height }, toWidth, toHeight) {
      const crop = { left: left * scaleX, top: top * scaleY, width: width * scaleX, height: height * scaleY };
      return resizeRgba(bitmap, crop, toWidth, toHeight, { hasAlpha: !opaque });
    },
  };
};

/** A format that is decoded at its full size. */
const openBitmap =
  (decode: (bytes: Buffer) => DecodedBitmap | Promise<DecodedBitmap>): Open =>
  async (bytes) => {
    const { icc, ...bitmap } = await decode(bytes);
    const hasAlpha = !isOpaque(bitmap);
    return {
      ...(icc && { icc }),
      opaque: !hasAlpha,
      draw: (crop, width, height) => resizeRgba(bitmap, crop, width, height, { hasAlpha }),
    };
  };

const openers: Readonly<Record<InputFormat, Open>> = {
  jpeg: openJpeg,
  png: openPng,
  gif: openBitmap(decodeGif),
  bmp: openBitmap(decodeBmp),
  tiff: openBitmap(decodeTiff),
  webp: openBitmap(decodeWebp),
};

/**
 * Decodes a picture.
 *
 * @throws ImageError where it is refused
 */
export const openPicture = async (bytes: Buffer, { format }: ImageHeader, demand: Demand): Promise<Picture> =>
  openers[format](bytes, demand);
