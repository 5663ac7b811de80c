import { planReduction, type ReductionTarget } from "../png/plan-reduction";
import { readWebp } from "./container";
import { isPixels, type Size, type StillWebp } from "./first-frame";

/** What is needed of an image, pixels of the whole; rarely integers. */
export interface NeededPixels {
  readonly minWidth: number;
  readonly minHeight: number;
  readonly quality: "fast" | "best";
}

/** Times the needed size: what is averaged no further is invisible after LANCZOS, or hardly measurable. */
const HEADROOM = { fast: 2, best: 3 } as const;
/** Of the image: above it `fast` takes less room, which saves a fifth of the time and stays above sharp's likeness. */
const HALF = 1 / 2;
const LESS_HEADROOM = 1.5;
/** Of the image: closer to its size libwebp reduces as well, but filters the edges of its blocks, and gains nothing. */
const MOST = 3 / 4;

function scaleFor({ width, height }: Size, { minWidth, minHeight, quality }: NeededPixels): number {
  const needed = Math.max(minWidth / width, minHeight / height);
  const scale = HEADROOM[quality] * needed;
  return quality === "fast" && scale > HALF ? Math.max(HALF, LESS_HEADROOM * needed) : scale;
}

/**
 * The size to which libwebp is to reduce an image while it decodes it, by averages of its pixels.
 *
 * @returns undefined where it is to be decoded whole: close to its size; on the canvas of an animation; cut short; with
 * alpha, by which libwebp would not weight the colours of lossy data, and those of lossless data in 8 bits
 */
export function reducedSize(
  { file, canvas, missing, opaque }: StillWebp,
  whole: Size,
  needed: NeededPixels,
): Size | undefined {
  if (canvas || missing !== undefined) return undefined;
  const kinds = readWebp(file).filter(isPixels);
  if (!opaque && kinds.some(({ type }) => type !== "VP8 ")) return undefined;
  const scale = scaleFor(whole, needed);
  if (!(scale < MOST)) return undefined;
  return { width: Math.ceil(whole.width * scale), height: Math.ceil(whole.height * scale) };
}

/**
 * The size of the cells that are averaged of an image with alpha, by which libwebp would not weight its colours.
 *
 * @returns undefined where it is to be decoded otherwise
 */
export function cellsOf({ file, canvas, missing, opaque }: StillWebp, whole: Size, target: ReductionTarget) {
  if (canvas || missing !== undefined || opaque) return undefined;
  if (
    readWebp(file)
      .filter(isPixels)
      .every(({ type }) => type === "VP8 ")
  )
    return undefined;
  const cells = planReduction(whole, 4, target);
  return cells.columns * cells.rows > 1 ? cells : undefined;
}
