import type { CropRect, Pixels } from "../pixels";
import { swapsAxes } from "./orientation";

interface Flips {
  readonly x: boolean;
  readonly y: boolean;
}

/**
 * For each orientation, whether the stored x and y are reversed (EXIF 2.3, 4.6.4 A, Orientation). From 5 on the stored
 * x is the displayed y, and the other way round.
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

/** Converts a size as stored to the size as displayed, or the other way round. */
export const orientSize = (
  size: { width: number; height: number },
  orientation: number,
): { width: number; height: number } =>
  swapsAxes(orientation) ? { width: size.height, height: size.width } : { width: size.width, height: size.height };

/** Converts a part of the image as displayed to the part of the image as stored. */
export function storedCrop(displayed: CropRect, orientation: number): CropRect {
  const flip = flipsOf(orientation);
  const { width, height } = orientSize(displayed, orientation);
  const left = swapsAxes(orientation) ? displayed.top : displayed.left;
  const top = swapsAxes(orientation) ? displayed.left : displayed.top;
  return { left: flip.x ? 1 - left - width : left, top: flip.y ? 1 - top - height : top, width, height };
}

/** Converts a part of an image of a size as stored, pixels, to the part of the image as displayed. */
export function displayedRect(
  { left, top, width, height }: CropRect,
  stored: { readonly width: number; readonly height: number },
  orientation: number,
): CropRect {
  const flip = flipsOf(orientation);
  const x = flip.x ? stored.width - left - width : left;
  const y = flip.y ? stored.height - top - height : top;
  const start = swapsAxes(orientation) ? { left: y, top: x } : { left: x, top: y };
  return { ...start, ...orientSize({ width, height }, orientation) };
}

/** Applies an EXIF orientation; the pixels are copied unless it is 1. */
export function orient(stored: Pixels, orientation: number): Pixels {
  if (orientation === 1) return stored;
  const { channels, greyLevels } = stored;
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
  return { data, width, height, channels, ...(greyLevels && { greyLevels }) };
}
