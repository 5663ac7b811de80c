import { toBitmap, WHOLE, type CropRect, type Pixels } from "../pixels";
import { resizeRgba } from "../resample/resize-rgba";
import { attentionScores } from "./score";

/** A place in an image in fractions of its width and height, 0..1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Longest edge of the reduced image in which the part is sought, pixels: details smaller than that do not count. */
const ANALYSIS_EDGE_PX = 128;

/** The size to which an image is reduced before its part is sought, pixels. */
export function analysisSize({ width, height }: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
} {
  const factor = Math.min(1, ANALYSIS_EDGE_PX / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** A window along one axis: how many pixels it has, and the weight of each; flat where it cannot be moved. */
function weightsOf(length: number, share: number): Float64Array {
  const count = Math.min(length, Math.max(1, Math.round(length * share)));
  // Highest in the middle, so that the subject ends up there rather than at an edge of the window.
  return Float64Array.from({ length: count }, (_, i) =>
    count === length ? 1 : Math.sin((Math.PI * (i + 0.5)) / count) ** 2,
  );
}

/** Weighted sums over every window along the rows, then along the columns: one value for each of its places. */
function sums(scores: Float32Array, width: number, across: Float64Array, down: Float64Array): Float64Array {
  const height = scores.length / width;
  const [columns, rows] = [width - across.length + 1, height - down.length + 1];
  const rowSums = new Float64Array(columns * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let i = 0; i < across.length; i++) sum += (across[i] as number) * (scores[y * width + x + i] as number);
      rowSums[y * columns + x] = sum;
    }
  }
  const out = new Float64Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let i = 0; i < down.length; i++) sum += (down[i] as number) * (rowSums[(y + i) * columns + x] as number);
      out[y * columns + x] = sum;
    }
  }
  return out;
}

/** Sums that differ by less are taken as equal. */
const NOISE = 1e-6;

/**
 * The part of an image, of a given size, that draws the eye most: the window whose scores, weighted towards its middle,
 * have the largest sum. Of equal ones the one nearest to the middle of the image.
 *
 * @param image the whole image; one larger than its {@link analysisSize} is reduced
 * @param part its width and height in fractions of the image, above 0, up to 1
 */
export function attentionPart(image: Pixels, part: Pick<CropRect, "width" | "height">): CropRect {
  const pixels = reduced(image);
  const across = weightsOf(pixels.width, part.width);
  const down = weightsOf(pixels.height, part.height);
  const totals = sums(attentionScores(pixels), pixels.width, across, down);
  const columns = pixels.width - across.length + 1;
  const rows = pixels.height - down.length + 1;
  const offCentre = (at: number): number =>
    Math.hypot((at % columns) - (columns - 1) / 2, Math.floor(at / columns) - (rows - 1) / 2);
  let best = 0;
  for (let at = 1; at < totals.length; at++) {
    const [found, most] = [totals[at] as number, totals[best] as number];
    const equal = Math.abs(found - most) <= NOISE * Math.max(found, most);
    if (equal ? offCentre(at) < offCentre(best) : found > most) best = at;
  }
  // Places are counted 0..columns - 1, from one edge to the other.
  const place = (at: number, count: number): number => (count === 1 ? 0.5 : at / (count - 1));
  const left = (1 - part.width) * place(best % columns, columns);
  const top = (1 - part.height) * place(Math.floor(best / columns), rows);
  return { left, top, width: part.width, height: part.height };
}

/** An image in the size in which its parts are sought; itself where it has that size. */
export function reduced(pixels: Pixels): Pixels {
  const { width, height } = analysisSize(pixels);
  return width === pixels.width && height === pixels.height
    ? pixels
    : resizeRgba(toBitmap(pixels), WHOLE, width, height);
}

/** The point of an image that draws the eye most: the middle of the most noticed part of half its width and height. */
export function attentionPoint(pixels: Pixels): Point {
  const { left, top, width, height } = attentionPart(pixels, { width: 0.5, height: 0.5 });
  return { x: left + width / 2, y: top + height / 2 };
}
