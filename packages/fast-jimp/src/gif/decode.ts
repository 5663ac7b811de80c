import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";
import type { Bitmap } from "../pixels";
import type { ReductionTarget } from "../png/reduce";
import { drawFrame } from "./draw-frame";
import { readHeader } from "./header";
import { planGif } from "./reduced";

/**
 * Memory that a decode takes, bytes: 1 per pixel of the frame for indices, and 4 of the reduced image; of a file that
 * may be damaged, which is drawn whole, 4 per pixel. LZW data is joined, and copied.
 *
 * @param target of {@link decodeGifReduced}
 */
export function gifMemory(bytes: Buffer, target: ReductionTarget = {}, damage?: Damage): number {
  const header = readHeader(bytes);
  const { width, height, frame } = header;
  const { columns, rows } = damage ? { columns: 1, rows: 1 } : planGif(header, target);
  return frame.width * frame.height + Math.ceil(width / columns) * Math.ceil(height / rows) * 4 + 2 * bytes.length;
}

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
