import { greyLevels } from "../icc/grey";
import { toPixels } from "../jpeg/colour";
import type { CropRect, Pixels } from "../pixels";
import { resizePlanes, SAMPLE_BITS, type Plane } from "../resample/resize-plane";
import { readWebp } from "./container";
import { firstFrame } from "./first-frame";
import type { DecoderExports, Libwebp } from "./libwebp";
import { reducedSize, type NeededPixels } from "./reduced-size";

/** Luma and chroma of a lossy WebP without alpha, reduced. */
export interface WebpPlanes {
  readonly planes: readonly Plane[];
  readonly icc?: Uint8Array;
}

/** Levels of black and white, and those of chroma's ends, of 255 (ITU-R BT.601; RFC 6386, section 9.2). */
const BLACK = 16;
const LUMA_RANGE = 219;
const CHROMA_RANGE = 224;
const NEUTRAL = 128;

/**
 * Decodes a lossy WebP without alpha to no more than what is needed of it, in planes.
 *
 * @returns undefined of any other file, and of one that cannot be decoded
 */
export function decodeWebpPlanes(
  makeInstance: () => Libwebp<DecoderExports>,
  bytes: Buffer,
  needed: NeededPixels,
): WebpPlanes | undefined {
  const still = firstFrame(bytes);
  const chunks = readWebp(bytes);
  const icc = chunks.find(({ type }) => type === "ICCP")?.body;
  if (!chunks.some(({ type }) => type === "VP8 ") || greyLevels(icc)) return undefined;
  const libwebp = makeInstance();
  const { loops } = libwebp;
  const file = libwebp.place(still.file);
  const { length } = still.file;
  const whole = { width: loops.imageWidth(file, length), height: loops.imageHeight(file, length) };
  const size = whole.width > 0 ? reducedSize(still, whole, needed) : undefined;
  if (!size) return undefined;
  const { width, height } = size;
  const chroma = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const address = libwebp.allocate(width * height + 2 * chroma.width * chroma.height);
  if (loops.decodePlanes(file, length, width, height, address) !== 0) return undefined;
  const planeAt = (from: number, { width: stride, height: rows }: typeof chroma): Plane => {
    const data = new Uint8ClampedArray(loops.memory.buffer, from, stride * rows);
    return { data, stride, validWidth: stride, validHeight: rows };
  };
  const blue = address + width * height;
  const planes = [planeAt(address, size), planeAt(blue, chroma), planeAt(blue + chroma.width * chroma.height, chroma)];
  return { planes, ...(icc && { icc }) };
}

/** Stretches samples to the whole range of levels, in place. */
function stretch(samples: Int16Array, from: number, range: number, to: number): void {
  const factor = 255 / range;
  const offset = (to - from * factor) * (1 << SAMPLE_BITS);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round((samples[i] as number) * factor + offset);
}

/** Resizes a part of the planes, and converts its colours. */
export function resizeWebpPlanes({ planes }: WebpPlanes, crop: CropRect, width: number, height: number): Pixels {
  const samples = resizePlanes(planes, crop, width, height);
  samples.forEach((plane, at) => {
    if (at === 0) stretch(plane, BLACK, LUMA_RANGE, 0);
    else stretch(plane, NEUTRAL, CHROMA_RANGE, NEUTRAL);
  });
  return toPixels({ colour: "ycc" }, samples, width, height);
}
