import sharp from "sharp";
import { scene } from "../support/images";

/** Kinds of animations whose decoders take memory in different ways, by sharp's options. */
export const ANIMATED_KINDS = {
  "animated gif": (image) => image.gif({ effort: 1, interFrameMaxError: 0 }).toBuffer(),
  "animated lossy webp": (image) => image.webp({ effort: 0 }).toBuffer(),
  "animated lossless webp": (image) => image.webp({ effort: 0, lossless: true }).toBuffer(),
} as const satisfies Record<string, (image: sharp.Sharp) => Promise<Buffer>>;

export type AnimatedKind = keyof typeof ANIMATED_KINDS;

/** A file of frames that all differ. @param edge of each, pixels */
export async function makeAnimation(kind: AnimatedKind, edge: number, frames: number): Promise<Buffer> {
  const { data, width, height } = scene(500, 500);
  const frame = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize(edge, edge, { fit: "fill", kernel: "cubic" })
    .raw()
    .toBuffer();
  const pages = Buffer.alloc(frame.length * frames);
  for (let page = 0; page < frames; page++) {
    frame.copy(pages, page * frame.length);
    // A stripe that moves, so that no frame is merged with the one before.
    const from = page * frame.length + page * edge * 3;
    pages.fill(page & 1 ? 0 : 255, from, from + edge * 3);
  }
  const raw = { width: edge, height: edge * frames, channels: 3 as const, pageHeight: edge };
  return ANIMATED_KINDS[kind](sharp(pages, { raw, animated: true, limitInputPixels: false }));
}
