import { imageError } from "./image-error";

/** Largest image accepted, width x height in pixels, where the caller sets no limit: 100 megapixels. */
export const DEFAULT_MAX_INPUT_PX = 100_000_000;

/** One decimal, or all of them where one would hide that the limit is exceeded. */
function megapixels(px: number, limit: number): string {
  const rounded = (px / 1e6).toFixed(1);
  return Number(rounded) * 1e6 > limit ? rounded : String(px / 1e6);
}

/** Bytes of a MiB, the unit of memory. */
export const MIB = 1024 * 1024;

/** Decompressed buffers that the garbage collector may leave in memory when they are no longer used; measured. */
export const MAX_UNCOLLECTED_BYTES = 96 * MIB;

const mib = (bytes: number): number => Math.ceil(bytes / MIB);

/**
 * Refuses an image that needs more memory than it may take, before any is taken.
 *
 * @param neededBytes estimate from the header
 * @param maxMemoryMb MiB; undefined: no limit
 * @throws ImageError IMAGE_TOO_LARGE
 */
export function checkMemory(
  { width, height }: { readonly width: number; readonly height: number },
  neededBytes: number,
  maxMemoryMb: number | undefined,
): void {
  if (maxMemoryMb === undefined || neededBytes <= maxMemoryMb * MIB) return;
  const memoryMb = mib(neededBytes);
  throw imageError(
    "IMAGE_TOO_LARGE",
    `The image needs ${memoryMb} MiB of memory; at most ${maxMemoryMb} MiB may be used.`,
    { px: width * height, width, height, memoryMb, maxMemoryMb },
  );
}

/**
 * Refuses an animation by the pixels of all its frames, before they are decoded.
 *
 * @param px of all frames
 * @throws ImageError IMAGE_TOO_LARGE
 */
export function checkAnimationSize(
  { frames, px }: { readonly frames: number; readonly px: number },
  maxInputPx = DEFAULT_MAX_INPUT_PX,
): void {
  if (px <= maxInputPx) return;
  throw imageError(
    "IMAGE_TOO_LARGE",
    `The animation has ${frames} frames of ${megapixels(px, maxInputPx)} megapixels in all; ` +
      `at most ${maxInputPx / 1e6} are accepted.`,
    { px, frames, maxInputPx },
  );
}

/**
 * Refuses an image by the size that its header states, before memory is taken for its pixels.
 *
 * @throws ImageError IMAGE_TOO_LARGE
 */
export function checkSize(
  { width, height }: { readonly width: number; readonly height: number },
  maxInputPx = DEFAULT_MAX_INPUT_PX,
): void {
  const px = width * height;
  if (px <= maxInputPx) return;
  throw imageError(
    "IMAGE_TOO_LARGE",
    `The image has ${megapixels(px, maxInputPx)} megapixels; at most ${maxInputPx / 1e6} are accepted.`,
    { px, width, height, maxInputPx },
  );
}
