import { decodeBmp } from "../bmp/decode";
import { decodeGif } from "../gif/decode";
import { decodeJpegScaled, resizeDecodedJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { PNG_HEADROOM } from "../memory";
import { decodePng } from "../png/decode";
import { resizeRgba } from "../resample/resize-rgba";
import { decodeTiff } from "../tiff/decode";
import { decodeWebp } from "../webp/decode";
import type { ImageHeader, InputFormat } from "../types";
import { isOpaque, type CropRect, type DecodedBitmap, type Pixels } from "../pixels";

/** The size that the largest variant needs of the whole image. */
export interface DecodeTarget {
  /** Width of the whole image before orientation, pixels; rarely an integer. */
  readonly minWidth: number;
  /** Height of the whole image before orientation, pixels; rarely an integer. */
  readonly minHeight: number;
  readonly quality: "fast" | "best";
  /** Largest image accepted, width x height in pixels. */
  readonly maxInputPx: number;
}

/** An image that was decoded once, at the scale of its largest variant, and is resized for each of them. */
export interface DecodedImage {
  /** ICC profile of its colours. */
  readonly icc?: Uint8Array;
  /** Every pixel is opaque. */
  readonly opaque: boolean;
  /** Resizes a part of the image as stored, before orientation. The caller may change the pixels. */
  resize(crop: CropRect, width: number, height: number): Pixels;
}

type Decode = (bytes: Buffer, target: DecodeTarget) => DecodedImage | Promise<DecodedImage>;

/** Planes are resized before colour conversion, so that only pixels of renditions are converted. */
const decodeScaledJpeg: Decode = (bytes, target) => {
  const header = readJpegHeader(bytes);
  const decoded = decodeJpegScaled(bytes, header, target);
  return {
    ...(header.icc && { icc: header.icc }),
    opaque: true,
    resize: (crop, width, height) => resizeDecodedJpeg(decoded, crop, width, height),
  };
};

const decodeReducedPng: Decode = async (bytes, { quality, ...target }) => {
  const { validWidth, validHeight, opaque, icc, ...bitmap } = await decodePng(bytes, {
    ...target,
    headroom: PNG_HEADROOM[quality],
  });
  const [scaleX, scaleY] = [validWidth / bitmap.width, validHeight / bitmap.height];
  return {
    ...(icc && { icc }),
    opaque,
    resize({ left, top, width, height }, toWidth, toHeight) {
      const crop = { left: left * scaleX, top: top * scaleY, width: width * scaleX, height: height * scaleY };
      return resizeRgba(bitmap, crop, toWidth, toHeight, { hasAlpha: !opaque });
    },
  };
};

/** An image of a bitmap that was decoded at full size. */
export function imageOf({ icc, ...bitmap }: DecodedBitmap): DecodedImage {
  const hasAlpha = !isOpaque(bitmap);
  return {
    ...(icc && { icc }),
    opaque: !hasAlpha,
    resize: (crop, width, height) => resizeRgba(bitmap, crop, width, height, { hasAlpha }),
  };
}

/** Formats that can only be decoded at full size. */
const decodeInFull =
  (decode: (bytes: Buffer) => DecodedBitmap | Promise<DecodedBitmap>): Decode =>
  async (bytes) =>
    imageOf(await decode(bytes));

const decoders: Readonly<Record<InputFormat, Decode>> = {
  jpeg: decodeScaledJpeg,
  png: decodeReducedPng,
  gif: decodeInFull(decodeGif),
  bmp: decodeInFull(decodeBmp),
  tiff: decodeInFull(decodeTiff),
  webp: decodeInFull(decodeWebp),
};

/**
 * Decodes an image.
 *
 * @throws ImageError where it is refused
 */
export const decodeImage = async (
  bytes: Buffer,
  { format }: ImageHeader,
  target: DecodeTarget,
): Promise<DecodedImage> => decoders[format](bytes, target);
