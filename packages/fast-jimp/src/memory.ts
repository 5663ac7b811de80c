import type { Animation } from "./animation/types";
import { avifMemory } from "./avif/memory";
import { bmpMemory } from "./bmp/memory";
import type { Damage } from "./damage";
import { gifMemory } from "./gif/memory";
import { heicMemory } from "./heic/memory";
import { jpegMemory } from "./jpeg/decode";
import { jxlMemory } from "./jxl/memory";
import { MIB } from "./limits";
import { pngMemory } from "./png/memory";
import { reductionTarget } from "./png/plan-reduction";
import { tiffMemory } from "./tiff/memory";
import type { ImageHeader, InputFormat } from "./types";
import { webpMemory } from "./webp/memory";

/** The size that is needed of the whole image, before orientation, pixels. */
interface NeededSize {
  readonly minWidth: number;
  readonly minHeight: number;
  readonly quality: "fast" | "best";
  /** Whether a PNG's data is inflated in one synchronous call. Default false: piece by piece. */
  readonly atOnce?: boolean;
  /** Whether the image is resized once, for a single view. Default false. */
  readonly once?: boolean;
  /** Given: the file may be cut short. */
  readonly damage?: Damage;
}

/** For each format the bytes that its decoder takes; the decoders state how they come about. */
const decoders: Readonly<Record<InputFormat, (bytes: Buffer, header: ImageHeader, needed: NeededSize) => number>> = {
  jpeg: (bytes, _, { once, ...needed }) => jpegMemory(bytes, needed, once),
  png: (bytes, _, { atOnce, ...needed }) => pngMemory(bytes, reductionTarget(needed), atOnce),
  gif: (bytes, _, { damage, ...needed }) => gifMemory(bytes, reductionTarget(needed), damage),
  bmp: bmpMemory,
  tiff: (bytes, _, needed) => tiffMemory(bytes, reductionTarget(needed)),
  webp: webpMemory,
  avif: avifMemory,
  heic: heicMemory,
  jxl: jxlMemory,
};

/**
 * Inner loops, zlib's streams, kernels, and memory that is free but not yet returned to the system, whatever the size
 * of the image. Measured by the benchmark of memory.
 */
const FIXED_BYTES = 64 * MIB;

/** Memory that decoding takes, bytes. It is known from the header; nothing is decoded. */
export const decodeMemory = (bytes: Buffer, header: ImageHeader, needed: NeededSize): number =>
  FIXED_BYTES + decoders[header.format](bytes, header, needed);

/** Copies of a frame: before orientation, and oriented. */
const FRAME_COPIES_BYTES_PER_PX = 8;
/** Most of an encoded frame, and of the file that is made of all. */
const ENCODED_BYTES_PER_PX = 1;

/**
 * Memory that an animation takes, file included, bytes.
 *
 * @param renditionPx of a frame as it is drawn
 */
export const animationMemory = (
  fileBytes: number,
  { width, height }: { readonly width: number; readonly height: number },
  { frames, bytesPerPx }: Pick<Animation, "frames" | "bytesPerPx">,
  renditionPx: number,
): number =>
  FIXED_BYTES +
  2 * fileBytes +
  width * height * (bytesPerPx + FRAME_COPIES_BYTES_PER_PX) +
  renditionPx * (RENDITION_BYTES_PER_PX + frames * ENCODED_BYTES_PER_PX);

/** Of each pixel of a rendition: planes, RGBA, an oriented copy, a canvas, and the copies of an encoder. */
const RENDITION_BYTES_PER_PX = 28;

/** Memory that a rendition takes while it is made, bytes. */
export const renditionMemory = ({ width, height }: { readonly width: number; readonly height: number }): number =>
  width * height * RENDITION_BYTES_PER_PX;
