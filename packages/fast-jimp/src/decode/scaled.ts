import type { Damage } from "../damage";
import { greyLevels, manageGreys } from "../icc/grey";
import { decodeJpegScaled, resizeDecodedJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { PNG_HEADROOM } from "../memory";
import { decodePng, decodePngSync, type DecodedPng, type PngDecodeOptions } from "../png/decode";
import { resizeRgba } from "../resample/resize-rgba";
import type { ImageHeader } from "../types";
import { greyChannel, isOpaque, type CropRect, type DecodedBitmap, type Pixels } from "../pixels";
import { decodeBitmap, type LoadedCodecs } from "./whole";

/** The size that the largest view needs of the whole image. */
export interface DecodeTarget {
  /** Width of the whole image before orientation, pixels; rarely an integer. */
  readonly minWidth: number;
  /** Height of the whole image before orientation, pixels; rarely an integer. */
  readonly minHeight: number;
  readonly quality: "fast" | "best";
  /** Keeps what is decoded of a file that is cut short or broken. Default: it is refused. */
  readonly damage?: Damage;
}

/** An image that was decoded once, at the scale of its largest view, and is resized for each of them. */
export interface DecodedImage {
  /** ICC profile of its colours. */
  readonly icc?: Uint8Array;
  /** Every pixel is opaque. */
  readonly opaque: boolean;
  /** Resizes a part of the image as stored, before orientation. The caller may change the pixels. */
  resize(crop: CropRect, width: number, height: number): Pixels;
}

/** Planes are resized before colour conversion, so that only pixels of views are converted. */
function decodeScaledJpeg(bytes: Buffer, target: DecodeTarget): DecodedImage {
  const header = readJpegHeader(bytes);
  // The size was checked by the header.
  const decoded = decodeJpegScaled(bytes, header, { ...target, maxInputPx: Infinity });
  const levels = greyLevels(header.icc);
  const grey = levels && { greyLevels: levels };
  return {
    ...(header.icc && { icc: header.icc }),
    opaque: true,
    resize: (crop, width, height) => ({ ...resizeDecodedJpeg(decoded, crop, width, height), ...grey }),
  };
}

const pngOptions = ({ quality, ...target }: DecodeTarget): PngDecodeOptions => ({
  ...target,
  headroom: PNG_HEADROOM[quality],
  maxInputPx: Infinity,
});

/** One channel with the sRGB levels of a grey profile, where it has one. */
const managedGreys = (pixels: Pixels, levels: Uint8Array | undefined): Pixels =>
  levels ? { ...greyChannel(pixels), greyLevels: levels } : pixels;

/** A PNG is reduced row by row, so that it is never whole in memory. */
function imageOfPng(decoded: DecodedPng): DecodedImage {
  const { decoded: managed, levels } = manageGreys(decoded);
  const { validWidth, validHeight, opaque, icc, ...bitmap } = managed;
  const [scaleX, scaleY] = [validWidth / bitmap.width, validHeight / bitmap.height];
  return {
    ...(icc && { icc }),
    opaque,
    resize({ left, top, width, height }, toWidth, toHeight) {
      const crop = { left: left * scaleX, top: top * scaleY, width: width * scaleX, height: height * scaleY };
      return managedGreys(resizeRgba(bitmap, crop, toWidth, toHeight, { hasAlpha: !opaque }), levels);
    },
  };
}

/** An image of a bitmap that was decoded at full size. */
function imageOf(decoded: DecodedBitmap): DecodedImage {
  const { decoded: managed, levels } = manageGreys(decoded);
  const { icc, ...bitmap } = managed;
  const hasAlpha = !isOpaque(bitmap);
  return {
    ...(icc && { icc }),
    opaque: !hasAlpha,
    resize: (crop, width, height) => managedGreys(resizeRgba(bitmap, crop, width, height, { hasAlpha }), levels),
  };
}

/**
 * Decodes an image no larger than its target needs.
 *
 * @throws ImageError where it is refused
 */
export async function decodeImage(
  bytes: Buffer,
  header: ImageHeader,
  target: DecodeTarget,
  codecs: LoadedCodecs,
): Promise<DecodedImage> {
  if (header.format === "png") return imageOfPng(await decodePng(bytes, pngOptions(target)));
  return decodeImageNow(bytes, header, target, codecs);
}

/** As {@link decodeImage}, synchronously: a PNG's data is then in memory at once. */
export function decodeImageNow(
  bytes: Buffer,
  { format }: ImageHeader,
  target: DecodeTarget,
  codecs: LoadedCodecs,
): DecodedImage {
  if (format === "jpeg") return decodeScaledJpeg(bytes, target);
  if (format === "png") return imageOfPng(decodePngSync(bytes, pngOptions(target)));
  return imageOf(decodeBitmap(bytes, format, codecs, target.damage));
}
