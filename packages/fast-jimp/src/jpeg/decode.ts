import type { Damage } from "../damage";
import { checkSize } from "../limits";
import { TRIANGLE } from "../resample/kernel";
import { type CropRect, type Pixels, WHOLE } from "../pixels";
import { resizePlanes, resizeYccToRgba } from "../resample/resize-plane";
import { resizeReceivedYcc } from "../resample/resize-received";
import { fullDecode, isCoarsest, isFull, planDecode, type DecodePlan } from "./decode-plan";
import { toPixels } from "./colour";
import { decodeFrame, decodeFrameRows, hasRowsTogether } from "./decode-frame";
import { hasFineDetail } from "./fine-detail";
import { hasExactColour, resizeInFullColour, toFullRgba } from "./full-colour";
import type { ReceiveRows } from "./frame-rows";
import { resizeReceivedInFullColour } from "./full-colour-received";
import { readJpegHeader } from "./header";
import { layOut, planesOf, planeShapes } from "./layout";
import type { DecodedJpeg, JpegColour, JpegHeader, JpegPlane, ScaledDecodeOptions } from "./types";

/**
 * Up to this size an image that is decoded at full scale is converted to RGBA before the resize, with the rounding of
 * other decoders, so that results compare equal. Above it planes are resized first, which is faster and as good.
 */
const EXACT_COLOUR_MAX_PX = 4_000_000;

/**
 * Decodes a JPEG at the smallest scale of 1/8, 1/4, 1/2 and 1 that is good enough for its target. One decode at the
 * size of the largest variant serves all variants of an image. An image that turns out to have more detail than 1/8
 * can show is decoded once more, at 1/4.
 *
 * @throws IMAGE_TOO_LARGE by the header, before anything is decoded
 * @throws IMAGE_CORRUPT where the file violates the standard or is cut short, unless damage is kept
 */
export function decodeJpegScaled(bytes: Uint8Array, header: JpegHeader, options: ScaledDecodeOptions): DecodedJpeg {
  checkSize(header, options.maxInputPx);
  const plan = planDecode(header, options);
  const decoded = decodeAt(bytes, header, plan, options.damage);
  if (options.quality !== "best" && isCoarsest(plan) && hasFineDetail(decoded.planes[0] as JpegPlane))
    return decodeAt(bytes, header, planDecode(header, options, true), options.damage);
  return isExact(header, plan) ? { ...decoded, exact: true } : decoded;
}

const isExact = (header: JpegHeader, plan: DecodePlan): boolean =>
  header.width * header.height <= EXACT_COLOUR_MAX_PX && isFull(plan) && hasExactColour(header);

/**
 * How an image is decoded whose rows are resized while it is decoded, see {@link resizeJpegRows}; undefined where all
 * of it is needed first.
 */
function planRows(bytes: Uint8Array, header: JpegHeader, options: ScaledDecodeOptions): DecodePlan | undefined {
  if (options.damage || header.colour !== "ycc") return undefined;
  const plan = planDecode(header, options);
  // Whether the coarsest scale shows enough is seen when all of it is decoded.
  return isCoarsest(plan) || !hasRowsTogether(bytes, header) ? undefined : plan;
}

/** Whether {@link resizeJpegRows} can be used. @throws IMAGE_CORRUPT where the file ends before its first scan */
export const hasJpegRows = (bytes: Uint8Array, header: JpegHeader, options: ScaledDecodeOptions): boolean =>
  planRows(bytes, header, options) !== undefined;

/**
 * Memory that {@link decodeJpegScaled} takes, bytes: 1 per sample, which are up to 4 per pixel, and 1/16 of that at a
 * scale of 1/4. As much is counted for 1/8, since an image with fine detail is then decoded at 1/4. A progressive image
 * also has 2 bytes per coefficient and 8 per block of 64 pixels.
 *
 * @param once of {@link resizeJpegRows} where it can be used: of the samples there are some rows
 */
export function jpegMemory(bytes: Uint8Array, options: ScaledDecodeOptions, once = false): number {
  const header = readJpegHeader(bytes);
  const plan = once ? planRows(bytes, header, options) : undefined;
  const { scales } = plan ?? planDecode(header, options, options.quality !== "best");
  const { sampleCount, coefficientCount, blockCount, mcusHigh } = layOut(header, scales);
  const samples = plan ? Math.ceil(sampleCount / mcusHigh) * ROW_COPIES : sampleCount;
  return samples + (header.process === "progressive" ? coefficientCount * 2 + blockCount * 8 : 0);
}

/** Rows of MCUs that are in memory at once: decoded, and as copies for the resize of up to 32 rows of each plane. */
const ROW_COPIES = 10;

/**
 * Resizes part of a JPEG while it is decoded, with the result of {@link decodeJpegScaled} and
 * {@link resizeDecodedJpeg}: quicker, and in the memory of some rows, but every resize decodes anew.
 *
 * @throws as {@link decodeJpegScaled}
 */
export function resizeJpegRows(
  bytes: Uint8Array,
  header: JpegHeader,
  options: ScaledDecodeOptions,
  crop: CropRect,
  width: number,
  height: number,
): Pixels {
  checkSize(header, options.maxInputPx);
  const plan = planRows(bytes, header, options);
  if (!plan) return resizeDecodedJpeg(decodeJpegScaled(bytes, header, options), crop, width, height);
  const layout = layOut(header, plan.scales);
  const shapes = planeShapes(header, layout);
  const rowsAtOnce = layout.components.map(({ scale, v }) => scale * v);
  const decode = (receive: ReceiveRows): void => decodeFrameRows(bytes, header, plan, receive);
  const planes = shapes.map((shape, i) => ({ ...shape, rowsAtOnce: rowsAtOnce[i] as number }));
  const data = isExact(header, plan)
    ? resizeReceivedInFullColour(header, shapes, rowsAtOnce, crop, width, height, decode)
    : resizeReceivedYcc(planes, crop, width, height, decode);
  return { data, width, height, channels: 4 };
}

/**
 * Resizes part of a decoded JPEG with LANCZOS (a = 3): RGBA, or one channel where the JPEG is grey. Each plane is
 * resized on its own, so that only the pixels of the result are colour-converted. EXIF orientation is not applied.
 *
 * @param crop in fractions of the whole image, before orientation
 */
export function resizeDecodedJpeg(decoded: DecodedJpeg, crop: CropRect, width: number, height: number): Pixels {
  const { header, planes, exact = false } = decoded;
  if (exact) return resizeInFullColour(decoded, crop, width, height);
  if (header.colour === "ycc")
    return { data: resizeYccToRgba(planes, crop, width, height), width, height, channels: 4 };
  return toPixels(header, resizePlanes(planes, crop, width, height), width, height);
}

export interface DecodeJpegOptions extends Pick<ScaledDecodeOptions, "maxInputPx" | "damage"> {
  /** Of the components, where something around the file determines it. */
  readonly colour?: JpegColour;
  /** Profile of its colours, in place of its own. */
  readonly icc?: Uint8Array;
}

/**
 * Decodes a JPEG at its full size.
 *
 * @throws NOT_AN_IMAGE, IMAGE_TOO_LARGE, FORMAT_UNSUPPORTED, IMAGE_CORRUPT
 */
export function decodeJpeg(bytes: Uint8Array, { maxInputPx, colour, icc, damage }: DecodeJpegOptions = {}): Pixels {
  const read = readJpegHeader(bytes);
  const header = { ...read, ...(colour && { colour }), ...(icc && { icc }) };
  const { width, height } = header;
  checkSize(header, maxInputPx);
  const decoded = decodeAt(bytes, header, fullDecode(header), damage);
  if (hasExactColour(header)) return toFullRgba(decoded);
  // Crops padding of full planes; upsamples subsampled ones as libjpeg does.
  const unfiltered = decoded.planes.map(({ prefilter: _, ...plane }) => plane);
  const samples = resizePlanes(unfiltered, WHOLE, width, height, TRIANGLE);
  return toPixels(header, samples, width, height);
}

function decodeAt(bytes: Uint8Array, header: JpegHeader, plan: DecodePlan, damage: Damage | undefined): DecodedJpeg {
  const { layout, samples } = decodeFrame(bytes, header, plan, damage);
  return { header, planes: planesOf(header, layout, samples) };
}
