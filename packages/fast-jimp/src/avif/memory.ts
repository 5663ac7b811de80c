import { heifDecoderMemory, type DecoderMemory, type HeifRates } from "../heif/memory";
import type { Pixels } from "../pixels";

/** Of libaom's memory: frames, what it knows of each block, and the bitmap. */
const RATES: HeifRates = { title: "AVIF", narrow: 22, wide: 36, alpha: 5, files: 3 };

/** Memory that libaom takes. */
export const libaomMemory = (bytes: Buffer): DecoderMemory => heifDecoderMemory(bytes, RATES);

/** Memory that the decoder takes, bytes: libaom's, and 4 per pixel for frames with film grain. */
export function avifMemory(bytes: Buffer): number {
  const { px, memory } = libaomMemory(bytes);
  return px * 4 + memory;
}

/** Bytes per pixel in libavif's and libaom's memory, measured with chroma of full size and alpha. */
const ENCODER_BYTES_PER_PX = 72;
/** Of their smallest memory. */
const ENCODER_BYTES = 16 << 20;

/** Memory that encoding takes, bytes. */
export const avifEncoderMemory = ({ width, height }: Pick<Pixels, "width" | "height">): number =>
  ENCODER_BYTES + width * height * ENCODER_BYTES_PER_PX;
