import { heifDecoderMemory, type DecoderMemory, type HeifRates } from "../heif/memory";

/** Of libheif's memory: decoded tiles, planes, RGBA and a copy of each transformation. */
const RATES: HeifRates = { title: "HEIC", narrow: 20, wide: 32, alpha: 4, files: 3 };

/** Memory that libheif takes. */
export const libheifMemory = (bytes: Buffer): DecoderMemory => heifDecoderMemory(bytes, RATES);

/** Memory that the decoder takes, bytes: libheif's, and 8 per pixel for its result and the bitmap. */
export function heicMemory(bytes: Buffer): number {
  const { px, memory } = libheifMemory(bytes);
  return px * 8 + memory;
}
