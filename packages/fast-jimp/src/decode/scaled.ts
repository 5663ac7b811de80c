import type { Damage } from "../damage";
import { greyLevels, manageGreys } from "../icc/grey";
import { decodeJpegScaled, hasJpegRows, resizeDecodedJpeg, resizeJpegRows } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import type { PngDecodeOptions } from "../png/decode";
import { reductionTarget } from "../png/plan-reduction";
import type { ReducedPixels } from "../png/reduce";
import { resizeRgba } from "../resample/resize-rgba";
import type { ImageHeader } from "../types";
import { greyChannel, isOpaque, type CropRect, type DecodedBitmap, type Pixels } from "../pixels";
import { resizeWebpPlanes, type WebpPlanes } from "../webp/planes";
import { loaded, type LoadedCodecs } from "./codecs";

/** The size that the largest view needs of the whole image. */
export interface DecodeTarget {
  /** Width of the whole image before orientation, pixels; rarely an integer. */
  readonly minWidth: number;
  /** Height of the whole image before orientation, pixels; rarely an integer. */
  readonly minHeight: number;
  readonly quality: "fast" | "best";
  /** Keeps what is decoded of a file that is cut short or broken. Default: it is refused. */
  readonly damage?: Damage;
  /** Whether a single view is expected. Default false. */
  readonly once?: boolean;
}

/** An image that was decoded once, at the scale of its largest view, and is resized for each of them. */
export interface DecodedImage {
  /** ICC profile of its colours. */
  readonly icc?: Uint8Array;
  /** Every pixel is opaque. */
  readonly opaque: boolean;
  /** Every resize decodes anew, so that there is nothing to keep. Default false. */
  readonly once?: boolean;
  /** Resizes a part of the image as stored, before orientation. The caller may change the pixels. */
  resize(crop: CropRect, width: number, height: number): Pixels;
}

type DecodedReduced = ReducedPixels & Pick<DecodedBitmap, "icc">;

/** Planes are resized before colour conversion, so that only pixels of views are converted. */
function decodeScaledJpeg(bytes: Buffer, target: DecodeTarget): DecodedImage {
  const header = readJpegHeader(bytes);
  // The size was checked by the header.
  const options = { ...target, maxInputPx: Infinity };
  const common = { ...(header.icc && { icc: header.icc }), opaque: true };
  if (target.once && hasJpegRows(bytes, header, options)) {
    const resize: DecodedImage["resize"] = (...view) => resizeJpegRows(bytes, header, options, ...view);
    return { ...common, once: true, resize };
  }
  const decoded = decodeJpegScaled(bytes, header, options);
  const levels = greyLevels(header.icc);
  const grey = levels && { greyLevels: levels };
  return {
    ...common,
    resize: (crop, width, height) => ({ ...resizeDecodedJpeg(decoded, crop, width, height), ...grey }),
  };
}

const reduction = (target: DecodeTarget): PngDecodeOptions => ({
  ...reductionTarget(target),
  ...(target.damage && { damage: target.damage }),
  maxInputPx: Infinity,
});

/** One channel with the sRGB levels of a grey profile, where it has one. */
const managedGreys = (pixels: Pixels, levels: Uint8Array | undefined): Pixels =>
  levels ? { ...greyChannel(pixels), greyLevels: levels } : pixels;

/** An image that was reduced row by row, so that it was never whole in memory. */
function imageOfReduced(decoded: DecodedReduced): DecodedImage {
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

/** As of a JPEG, planes are resized before colour conversion. */
function imageOfPlanes(decoded: WebpPlanes): DecodedImage {
  const { icc } = decoded;
  return {
    ...(icc && { icc }),
    opaque: true,
    resize: (crop, width, height) => resizeWebpPlanes(decoded, crop, width, height),
  };
}

/** An image of a bitmap that holds all of it, at its full size or reduced. */
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
  if (header.format === "png") return imageOfReduced(await loaded(codecs.png).decodePng(bytes, reduction(target)));
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
  if (format === "png") return imageOfReduced(loaded(codecs.png).decodePngSync(bytes, reduction(target)));
  const planes = target.damage ? undefined : codecs.planes?.(bytes, target);
  if (planes) return imageOfPlanes(planes);
  // What a damaged file has is drawn whole.
  const isDrawnWhole = target.damage !== undefined && (format === "webp" || format === "gif");
  const reduced = isDrawnWhole ? undefined : codecs.reduced?.(bytes, reduction(target));
  if (reduced) return imageOfReduced(reduced);
  return imageOf(loaded(codecs.bitmap)(bytes, { damage: target.damage, needed: target }));
}
