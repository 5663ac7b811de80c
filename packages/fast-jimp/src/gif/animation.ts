import type { Animation, AnimationFrame } from "../animation/types";
import { keepUpTo, type Damage } from "../damage";
import { corrupt } from "../image-error";
import type { Bitmap } from "../pixels";
import { drawFrame } from "./draw-frame";
import { GifReader, readFrames, type Frame, type FrameHeader } from "./header";

/** Of the disposal methods: the frame's area is cleared. */
const TO_BACKGROUND = 2;
/** The frame's area is what it was before; encoders also write 4 for it, and Pillow and libnsgif read it so. */
const TO_PREVIOUS = 3;

/** Of the canvas, of what it is restored to, and of a frame's indices. */
const BYTES_PER_PX = 9;

/** Copies the part of a canvas that a frame covers to another one of its size. */
function copyArea(from: Bitmap, to: Bitmap, { left, top, width, height }: Frame): void {
  const right = Math.min(left + width, from.width);
  if (right <= left) return;
  for (let y = top; y < Math.min(top + height, from.height); y++) {
    from.data.copy(to.data, (y * from.width + left) * 4, (y * from.width + left) * 4, (y * from.width + right) * 4);
  }
}

/**
 * Clears a frame's area: to transparency where the frame has a transparent colour, else to the background colour. So
 * Pillow and libnsgif do; GIF89a has the colour alone.
 */
function clearArea(
  { data, width: columns, height: rows }: Bitmap,
  { frame, transparent, background }: FrameHeader,
): void {
  const colour = Uint8Array.from(transparent >= 0 ? [0, 0, 0, 0] : background);
  const { left, top, width, height } = frame;
  const right = Math.min(left + width, columns);
  for (let y = top; y < Math.min(top + height, rows); y++) {
    if (right > left) data.fill(colour, (y * columns + left) * 4, (y * columns + right) * 4);
  }
}

/**
 * What is shown of each frame, with the disposal of the frames before it (GIF89a, section 23). The canvas of one frame
 * is that of the next.
 */
function* shownFrames(bytes: Buffer, count: number, damage: Damage | undefined): Generator<AnimationFrame> {
  let left = count;
  let canvas: Bitmap | undefined;
  let saved: Bitmap | undefined;
  for (const header of readFrames(bytes)) {
    const { width, height, frame, disposal, delayMs } = header;
    canvas ??= { data: Buffer.alloc(width * height * 4), width, height };
    if (disposal >= TO_PREVIOUS) {
      saved ??= { data: Buffer.alloc(width * height * 4), width, height };
      copyArea(canvas, saved, frame);
    }
    const { drawn, problem } = drawFrame(canvas, header);
    if (problem !== undefined) keepUpTo(corrupt("GIF", problem), damage, drawn > 0);
    yield { bitmap: canvas, delayMs };
    if (--left === 0) return;
    if (disposal === TO_BACKGROUND) clearArea(canvas, header);
    else if (disposal >= TO_PREVIOUS && saved) copyArea(saved, canvas, frame);
  }
}

/**
 * Reads what frames a GIF has, and how often they are shown. Their data is skipped.
 *
 * @param damage given: frames of which the file has not all data, and those after them, are left out
 * @throws IMAGE_CORRUPT
 */
export function readGifAnimation(
  bytes: Buffer,
  { width, height }: Pick<Bitmap, "width" | "height">,
  damage?: Damage,
): Animation {
  const reader = new GifReader(bytes);
  let [frames, px] = [0, 0];
  try {
    for (let next = reader.next(true); next; next = reader.next(false)) {
      next.skip();
      frames++;
      px += Math.max(width * height, next.frame.width * next.frame.height);
    }
  } catch (error) {
    keepUpTo(error, damage, frames > 0);
  }
  return {
    ...{ frames, px, plays: reader.plays, bytesPerPx: BYTES_PER_PX },
    shownFrames: () => shownFrames(bytes, frames, damage),
  };
}
