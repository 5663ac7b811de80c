import sharp from "sharp";
import { scene } from "../support/images";

/** Kinds of animations whose decoders take memory in different ways, by sharp's options. */
export const ANIMATED_KINDS = {
  "animated gif": (image) => image.gif({ effort: 1, interFrameMaxError: 0 }).toBuffer(),
  "animated lossy webp": (image) => image.webp({ effort: 0 }).toBuffer(),
  "animated lossless webp": (image) => image.webp({ effort: 0, lossless: true }).toBuffer(),
} as const satisfies Record<string, (image: sharp.Sharp) => Promise<Buffer>>;

export type AnimatedKind = keyof typeof ANIMATED_KINDS;

/** Frames that are encoded. Those of longer animations are the same ones again, as encoding takes far more time. */
const ENCODED_FRAMES = 4;

/** Where the frames of a GIF begin, with an extension of their own, and what ends the file (GIF89a, 23 and 27). */
const GRAPHIC_CONTROL = Buffer.from([0x21, 0xf9, 4]);
const TRAILER_BYTES = 1;
/** Chunk of a frame, with its size (WebP container specification). */
const WEBP_FRAME = "ANMF";

function repeatGif(file: Buffer, times: number): Buffer {
  const first = file.indexOf(GRAPHIC_CONTROL);
  const frames = file.subarray(first, file.length - TRAILER_BYTES);
  return Buffer.concat([file.subarray(0, first), ...Array<Buffer>(times).fill(frames), file.subarray(-TRAILER_BYTES)]);
}

function repeatWebp(file: Buffer, times: number): Buffer {
  const first = file.indexOf(WEBP_FRAME);
  const repeated = Buffer.concat([file.subarray(0, first), ...Array<Buffer>(times).fill(file.subarray(first))]);
  repeated.writeUInt32LE(repeated.length - 8, 4);
  return repeated;
}

/**
 * A file of frames of which each differs from the one before.
 *
 * @param edge of each, pixels
 * @param frames a multiple of 4
 */
export async function makeAnimation(kind: AnimatedKind, edge: number, frames: number): Promise<Buffer> {
  const { data, width, height } = scene(500, 500);
  const frame = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize(edge, edge, { fit: "fill", kernel: "cubic" })
    .raw()
    .toBuffer();
  const pages = Buffer.alloc(frame.length * ENCODED_FRAMES);
  for (let page = 0; page < ENCODED_FRAMES; page++) {
    frame.copy(pages, page * frame.length);
    // A stripe that moves, so that no frame is merged with the one before.
    const from = page * frame.length + page * edge * 3;
    pages.fill(page & 1 ? 0 : 255, from, from + edge * 3);
  }
  const raw = { width: edge, height: edge * ENCODED_FRAMES, channels: 3 as const, pageHeight: edge };
  const file = await ANIMATED_KINDS[kind](sharp(pages, { raw, animated: true, limitInputPixels: false }));
  return (kind === "animated gif" ? repeatGif : repeatWebp)(file, frames / ENCODED_FRAMES);
}
