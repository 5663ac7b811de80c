import { imageError, type ImageError } from "../image-error";
import type { Bitmap } from "../render/bitmap";

const RLE8 = 1;
const RLE4 = 2;
/** A run of two bytes stands for at most so many pixels. */
const MAX_RUN_PX = 255;

const corrupt = (what: string): ImageError => imageError("IMAGE_CORRUPT", `corrupt BMP: ${what}`, { format: "bmp" });

/** Refuses a file that is too short for the size it claims, before memory is taken for that size. */
function checkLength(bytes: Buffer): void {
  if (bytes.readUInt32LE(14) < 40) return;
  const px = bytes.readInt32LE(18) * Math.abs(bytes.readInt32LE(22));
  const [bits, compression] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30)];
  const runs = compression === RLE8 || compression === RLE4;
  const least = runs ? (px / MAX_RUN_PX) * 2 : (px * bits) / 8;
  if (bytes.length < least) throw corrupt("it is too short for its size");
}

/**
 * Decodes a BMP with jimp's decoder, which is loaded by the first picture that needs it.
 *
 * @throws IMAGE_CORRUPT for whatever the decoder objects to
 */
export async function decodeBmp(bytes: Buffer): Promise<Bitmap> {
  checkLength(bytes);
  const { default: bmp } = await import("@jimp/js-bmp");
  try {
    const { data, width, height } = bmp().decode(bytes);
    return { data, width, height };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw corrupt(reason);
  }
}
