import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";
import type { Bitmap } from "../pixels";
import { drawFrame } from "./draw-frame";
import { readHeader } from "./header";

export { decodeGifReduced } from "./reduced";

/**
 * Decodes the first frame of a GIF (GIF87a, GIF89a), on a transparent canvas. Later frames are not read.
 *
 * @param damage given: pixels that are missing are transparent
 * @throws IMAGE_CORRUPT where the file ends before the frame is complete, or violates the format
 */
export function decodeGif(bytes: Buffer, damage?: Damage): Bitmap {
  const header = readHeader(bytes);
  const { width, height } = header;
  const canvas = { data: Buffer.alloc(width * height * 4), width, height };
  const { drawn, problem } = drawFrame(canvas, header);
  if (problem !== undefined) keepUpTo(corrupt("GIF", problem), damage, drawn > 0);
  return canvas;
}
