import { readJxlHeader } from "./header";

/** Bytes per pixel in libjxl's memory, measured: RGBA of 32-bit floats and of 8 bits, and its own planes. */
const DECODER_BYTES_PER_PX = 60;

/** Memory that libjxl takes, bytes. */
export const libjxlMemory = (
  bytes: Buffer,
  { width, height }: { readonly width: number; readonly height: number },
): number => width * height * DECODER_BYTES_PER_PX + 2 * bytes.length;

/** Memory that the decoder takes, bytes: libjxl's, and 4 per pixel for the bitmap. */
export const jxlMemory = (bytes: Buffer): number => {
  const size = readJxlHeader(bytes);
  return size.width * size.height * 4 + libjxlMemory(bytes, size);
};
