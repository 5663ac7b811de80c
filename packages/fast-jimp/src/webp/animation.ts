import type { Animation, AnimationFrame } from "../animation/types";
import type { Bitmap } from "../pixels";
import type { Damage } from "../damage";
import { readWebp, type Chunk } from "./container";
import { stillDecoder } from "./decode";
import { canvasOf, frameChunks, stillOf, type PlacedCanvas, type Size } from "./first-frame";
import { loadLibwebp } from "./libwebp";

/** Offset of an animation frame's duration and flags in its chunk (RFC 9649, 2.7.1.1). */
const DURATION_AT = 12;
const FLAGS_AT = 15;
const DO_NOT_BLEND = 2;
const DISPOSE_TO_BACKGROUND = 1;

/** Of the canvas, of a decoded frame, of libwebp's own with alpha and lossless data, and of the file that it reads. */
const BYTES_PER_PX = 20;

interface Area extends PlacedCanvas {
  /** Of the frame, pixels. */
  readonly columns: number;
  readonly rows: number;
}

/** Writes a pixel over another one, neither premultiplied (RFC 9649, 2.7.1.1, "Alpha-blending"). */
function blend(to: Buffer, at: number, from: Buffer, source: number): void {
  const alpha = from[source + 3] as number;
  if (alpha === 0) return;
  const under = ((to[at + 3] as number) * (255 - alpha)) / 255;
  const sum = alpha + under;
  for (let channel = 0; channel < 3; channel++) {
    const mixed = (from[source + channel] as number) * alpha + (to[at + channel] as number) * under;
    to[at + channel] = Math.round(mixed / sum);
  }
  to[at + 3] = Math.round(sum);
}

/** Puts a frame on the canvas. */
function place(canvas: Bitmap, data: Buffer, { left, top, columns, rows }: Area, blends: boolean): void {
  for (let y = 0; y < rows; y++) {
    const to = ((top + y) * canvas.width + left) * 4;
    const from = y * columns * 4;
    if (!blends) canvas.data.set(data.subarray(from, from + columns * 4), to);
    else for (let x = 0; x < columns * 4; x += 4) blend(canvas.data, to + x, data, from + x);
  }
}

/**
 * What is shown of each frame, with blending and disposal (RFC 9649, 2.7.1.1). The background is transparent, whatever
 * the file's colour of it: so libwebp and browsers take it.
 */
function* shownFrames(
  chunks: readonly Chunk[],
  { width, height }: Size,
  decode: ReturnType<typeof stillDecoder>,
): Generator<AnimationFrame> {
  const canvas = { data: Buffer.alloc(width * height * 4), width, height };
  for (const chunk of chunks) {
    const still = stillOf(chunk, { width, height });
    const decoded = decode(still);
    const area = { ...still.canvas, columns: decoded.width, rows: decoded.height };
    const flags = chunk.body[FLAGS_AT] as number;
    place(canvas, decoded.data, area, (flags & DO_NOT_BLEND) === 0);
    yield { bitmap: canvas, delayMs: chunk.body.readUIntLE(DURATION_AT, 3) };
    if (flags & DISPOSE_TO_BACKGROUND) {
      for (let y = area.top; y < area.top + area.rows; y++) {
        canvas.data.fill(0, (y * width + area.left) * 4, (y * width + area.left + area.columns) * 4);
      }
    }
  }
}

/**
 * Reads what frames an animated WebP has, how often they are shown, and loads libwebp to decode them.
 *
 * @param damage given: the file may be cut short; the frame in which it ends is left out
 * @returns undefined where the file is no animation
 * @throws IMAGE_CORRUPT, FORMAT_UNSUPPORTED
 */
export async function readWebpAnimation(bytes: Buffer, damage?: Damage): Promise<Animation | undefined> {
  const chunks = readWebp(bytes, damage);
  const canvas = canvasOf(chunks);
  if (!canvas) return undefined;
  const frames = frameChunks(chunks);
  const loop = chunks.find(({ type, body }) => type === "ANIM" && body.length >= 6)?.body;
  const icc = chunks.find(({ type }) => type === "ICCP")?.body;
  const decode = stillDecoder((await loadLibwebp("decode"))());
  return {
    ...(icc && { icc }),
    frames: frames.length,
    px: frames.length * canvas.width * canvas.height,
    // Without the chunk the specification has no animation; it is shown once then.
    plays: loop ? loop.readUInt16LE(4) : 1,
    bytesPerPx: BYTES_PER_PX,
    shownFrames: () => shownFrames(frames, canvas, decode),
  };
}
