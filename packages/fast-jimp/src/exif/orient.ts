import type { CropRect, Pixels } from "../pixels";
import { swapsAxes } from "./orientation";

interface Flips {
  readonly x: boolean;
  readonly y: boolean;
}

/**
 * For each orientation, whether the stored x and y run from the end (EXIF 2.3, 4.6.4 A, Orientation). From 5 on the stored
 * x runs with the shown y, and the other way round.
 */
const flips: readonly Flips[] = [
  { x: false, y: false },
  { x: true, y: false },
  { x: true, y: true },
  { x: false, y: true },
  { x: false, y: false },
  { x: false, y: true },
  { x: true, y: true },
  { x: true, y: false },
];

const flipsOf = (orientation: number): Flips => flips[orientation - 1] ?? { x: false, y: false };

/** A width and a height as stored, from those as shown, or the other way round. */
export const orientSize = (
  size: { width: number; height: number },
  orientation: number,
): { width: number; height: number } =>
  swapsAxes(orientation) ? { width: size.height, height: size.width } : { width: size.width, height: size.height };

/** The part of the stored picture that is a part of the shown one. */
export function storedCrop(shown: CropRect, orientation: number): CropRect {
  const flip = flipsOf(orientation);
  const { width, height } = orientSize(shown, orientation);
  const left = swapsAxes(orientation) ? shown.top : shown.left;
  const top = swapsAxes(orientation) ? shown.left : shown.top;
  return { left: flip.x ? 1 - left - width : left, top: flip.y ? 1 - top - height : top, width, height };
}

/** Pixels as they are to be shown; new ones unless the orientation is 1. */
export function orient(stored: Pixels, orientation: number): Pixels {
  if (orientation === 1) return stored;
  const { channels } = stored;
  const { width, height } = orientSize(stored, orientation);
  const flip = flipsOf(orientation);
  const stepX = (flip.x ? -1 : 1) * channels;
  const stepY = (flip.y ? -1 : 1) * channels * stored.width;
  const [across, down] = swapsAxes(orientation) ? [stepY, stepX] : [stepX, stepY];
  const first = ((flip.y ? stored.height - 1 : 0) * stored.width + (flip.x ? stored.width - 1 : 0)) * channels;
  const data = Buffer.allocUnsafeSlow(width * height * channels);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = first + y * down; x < width; x++, from += across) {
      for (let part = 0; part < channels; part++) data[to++] = stored.data[from + part] as number;
    }
  }
  return { data, width, height, channels };
}
