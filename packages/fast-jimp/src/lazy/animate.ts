import { reduced } from "../attention/find";
import { orient } from "../exif/orient";
import { profileToKeep } from "../icc/profile";
import { checkAnimationSize, checkMemory } from "../limits";
import { animationMemory } from "../memory";
import { toBitmap, type Bitmap, type Pixels } from "../pixels";
import type { ImageSource } from "./source";

/** An animated WebP. */
export interface AnimatedWebp {
  readonly bytes: Buffer;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** An image. */
export interface Drawn {
  readonly bitmap: Bitmap;
}

export interface AnimateOptions {
  /** 1..100. Default 75. */
  readonly quality?: number;
  /** 0..6: time spent on fewer bytes. Default 4. */
  readonly effort?: number;
}

/**
 * Draws each frame of a file and encodes what comes out as an animated WebP. Delays and loop count are the file's.
 *
 * @param frameOf an image of a frame's pixels; its attention is sought in the first frame, so that a crop does not jump
 * @throws ImageError IMAGE_TOO_LARGE where frames times pixels, in or out, exceed `maxInputPx`, or the memory
 * `maxMemoryMb`; those of decoders. RangeError where the file has a single frame, or frames are drawn in several sizes
 */
export async function animate<Frame>(
  source: ImageSource,
  frameOf: (bitmap: Bitmap, attentionIn: Pixels) => Frame,
  draw: (frame: Frame) => Drawn | Promise<Drawn>,
  { quality = 75, effort = 4 }: AnimateOptions,
): Promise<AnimatedWebp> {
  const { header, limits } = source;
  const animation = await source.animation();
  if (!animation) throw new RangeError("expected a file with several frames but received a still image");
  const { frames, plays, icc } = animation;
  const check = (renditionPx: number): void => {
    checkAnimationSize({ frames, px: Math.max(animation.px, frames * renditionPx) }, limits.maxInputPx);
    checkMemory(header, animationMemory(source.fileBytes, header, animation, renditionPx), limits.maxMemoryMb);
  };
  check(0);
  const { clock } = source;
  const { loadAnimationEncoder } = await import("../webp/encode-animation.js");
  const encoder = await loadAnimationEncoder(quality, effort);
  let attentionIn: Pixels | undefined;
  let size = { width: 0, height: 0 };
  for (const { bitmap, delayMs } of animation.shownFrames()) {
    const pixels = orient({ ...bitmap, channels: 4 }, header.orientation);
    // The next frame is drawn on the same canvas.
    const own = pixels.data === bitmap.data ? { ...pixels, data: Buffer.from(bitmap.data) } : pixels;
    attentionIn ??= reduced(own);
    const frame = frameOf(toBitmap(own), attentionIn);
    const { bitmap: drawn } = await clock.wait("resizeMs", async () => draw(frame));
    if (size.width === 0) check(drawn.width * drawn.height);
    size = { width: drawn.width, height: drawn.height };
    clock.measure("encodeMs", () => encoder.add({ data: drawn.data, ...size }, delayMs));
  }
  const kept = profileToKeep(icc, 4);
  return { bytes: clock.measure("encodeMs", () => encoder.finish(plays, kept)), ...size };
}
