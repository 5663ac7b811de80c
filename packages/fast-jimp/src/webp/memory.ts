import type { Damage } from "../damage";
import { reductionTarget, type ReductionTarget } from "../png/plan-reduction";
import { readWebp } from "./container";
import { firstFrame, type Size, type StillWebp } from "./first-frame";
import { cellsOf, reducedSize, type NeededPixels } from "./reduced-size";

/** Of rows that libwebp works on, and of what it keeps of each block for the row below. */
const BYTES_PER_COLUMN = 512;

/** Pixels of what `decodeWebpReduced` decodes; 0 where it does not. */
function reducedPx(still: StillWebp, whole: Size, target: ReductionTarget): number {
  const cells = cellsOf(still, whole, target);
  return cells ? Math.ceil(whole.width / cells.columns) * Math.ceil(whole.height / cells.rows) : 0;
}

/**
 * Memory that a decode takes, bytes: 4 for each pixel of the bitmap, and less of planes; for each of the image 5 more
 * of lossless data, 2 of an alpha plane, 4 of the canvas of an animation. The file is copied into libwebp's memory, an
 * animated one twice more.
 */
export function webpMemory(
  bytes: Buffer,
  { width, height }: Size,
  { damage, ...needed }: NeededPixels & { readonly damage?: Damage },
): number {
  const still = firstFrame(bytes, damage);
  const { file, canvas, missing } = still;
  const types = readWebp(file).map(({ type }) => type);
  const lossless = types.includes("VP8L");
  const perPixel = (lossless ? 5 : 0) + (types.includes("ALPH") ? 2 : 0) + (canvas ? 4 : 0) + (missing ? 4 : 0);
  const size = reducedSize(still, { width, height }, needed) ?? { width, height };
  return (
    width * height * perPixel +
    size.width * size.height * 4 +
    (damage ? 0 : reducedPx(still, { width, height }, reductionTarget(needed)) * 4) +
    width * BYTES_PER_COLUMN +
    (missing || canvas ? 3 : 1) * file.length
  );
}
